from . import jewel_director_page

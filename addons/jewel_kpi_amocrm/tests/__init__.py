from . import test_director_page

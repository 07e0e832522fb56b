from . import jewel_setup_company, jewel_setup_people, jewel_setup_person

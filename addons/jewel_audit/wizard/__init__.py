from . import jewel_forget

from . import controllers, models, request_log, wizard

request_log.install()

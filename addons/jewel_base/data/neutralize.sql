-- What Odoo's own neutralisation switches off, but leaves in the copy together with its password.
UPDATE ir_mail_server
   SET smtp_user = NULL,
       smtp_pass = NULL,
       smtp_ssl_certificate = NULL,
       smtp_ssl_private_key = NULL;
UPDATE fetchmail_server
   SET password = NULL;
-- Keys to the original: of programs, of services. Forms of settings hold copies of the latter.
DELETE FROM res_users_apikeys;
DELETE FROM res_config_settings;
DELETE FROM ir_config_parameter
 WHERE key IN (
       'jewel.health_key',
       'mail.google_translate_api_key',
       'mail.twilio_account_sid',
       'mail.twilio_account_token',
       'discuss.tenor_api_key'
);
-- Links in the copy must not lead to the original.
DELETE FROM ir_config_parameter
 WHERE key IN ('report.url', 'web.base.url.freeze');
UPDATE ir_config_parameter
   SET value = 'http://localhost:8069'
 WHERE key = 'web.base.url';

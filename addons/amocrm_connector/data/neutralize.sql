-- A copy of the database must not speak for the original.
UPDATE amocrm_account
   SET access_token = NULL,
       refresh_token = NULL,
       client_secret = NULL,
       oauth_state = NULL,
       webhook_key_hash = NULL,
       hook_state = 'unknown',
       hook_checked_at = NULL,
       state = 'draft';

-- A copy of the database must not touch the shop of the original.
UPDATE payment_provider
   SET yookassa_shop_id = NULL,
       yookassa_secret_key = NULL,
       yookassa_api_url = NULL;
UPDATE payment_transaction
   SET yookassa_next_check_at = NULL;
UPDATE payment_yookassa_receipt
   SET next_check_at = NULL;

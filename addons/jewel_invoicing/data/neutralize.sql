-- A link found in the copy must not open a client's page or a receipt of the original.
UPDATE jewel_pay_request
   SET token = gen_random_uuid()::text;
UPDATE jewel_pay_request
   SET token_hash = encode(sha256(token::bytea), 'hex');
UPDATE jewel_sales_receipt
   SET token = gen_random_uuid()::text;
UPDATE jewel_sales_receipt
   SET token_hash = encode(sha256(token::bytea), 'hex');

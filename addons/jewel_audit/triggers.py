"""The database writes the history by itself: one row a field, in the writer's own transaction.

A trigger sees what every way of writing does (screens, RPC, imports, SQL), adds no query to the
ones that Odoo makes, and cannot be forgotten by an override without `super()`.
"""

FUNCTIONS = """
-- Arguments: model, then the columns that are looked at.
CREATE OR REPLACE FUNCTION jewel_audit() RETURNS trigger AS $$
DECLARE
    moment timestamp := now() AT TIME ZONE 'UTC';
    actor integer := NULLIF(current_setting('jewel.audit_uid', true), '')::integer;
    kept jsonb;
    old_row jsonb;
    new_row jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        old_row := to_jsonb(OLD);
        new_row := to_jsonb(NEW);
        -- The ORM stamps whatever it writes, recomputations too: they belong to who caused them.
        -- A write that leaves `write_date` alone is raw SQL: whose it is, is not known.
        IF NEW.write_date IS DISTINCT FROM OLD.write_date OR NEW.write_date = moment THEN
            moment := NEW.write_date;
            -- The system's own write follows from that of a person, if one is at work.
            actor := CASE NEW.write_uid WHEN 1 THEN COALESCE(actor, 1) ELSE NEW.write_uid END;
        ELSE
            actor := NULL;
        END IF;
        INSERT INTO jewel_audit_entry
            (date, user_id, model, res_id, operation, field, old_value, new_value)
        SELECT moment, actor, TG_ARGV[0], NEW.id, 'write', field,
               old_row ->> field, new_row ->> field
          FROM unnest(TG_ARGV[1:]) AS field
         WHERE old_row -> field IS DISTINCT FROM new_row -> field;
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        moment := COALESCE(NEW.create_date, moment);
        actor := NEW.create_uid;
        new_row := to_jsonb(NEW);
    ELSE
        new_row := to_jsonb(OLD);
    END IF;
    SELECT jsonb_object_agg(field, new_row -> field) INTO kept
      FROM unnest(TG_ARGV[1:]) AS field
     WHERE new_row -> field NOT IN ('null', 'false');
    INSERT INTO jewel_audit_entry
        (date, user_id, model, res_id, operation, old_value, new_value)
    VALUES (moment, actor, TG_ARGV[0], (new_row ->> 'id')::integer,
            CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'unlink' END,
            CASE TG_OP WHEN 'DELETE' THEN kept::text END,
            CASE TG_OP WHEN 'INSERT' THEN kept::text END);
    RETURN NULL;
END $$ LANGUAGE plpgsql;

-- Arguments: model, field, column of the record itself, column of what is linked to it.
CREATE OR REPLACE FUNCTION jewel_audit_link() RETURNS trigger AS $$
DECLARE
    link jsonb := CASE TG_OP WHEN 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
BEGIN
    INSERT INTO jewel_audit_entry
        (date, user_id, model, res_id, operation, field, old_value, new_value)
    VALUES (now() AT TIME ZONE 'UTC',
            NULLIF(current_setting('jewel.audit_uid', true), '')::integer,
            TG_ARGV[0], (link ->> TG_ARGV[2])::integer, 'write', TG_ARGV[1],
            CASE TG_OP WHEN 'DELETE' THEN link ->> TG_ARGV[3] END,
            CASE TG_OP WHEN 'INSERT' THEN link ->> TG_ARGV[3] END);
    RETURN NULL;
END $$ LANGUAGE plpgsql;

-- Only retention and the erasure of a person open the history, for their own statement.
CREATE OR REPLACE FUNCTION jewel_audit_closed() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' AND current_setting('jewel.audit_open', true) = 'yes' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'The history of changes is append-only: %% is refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER jewel_audit_closed BEFORE UPDATE OR DELETE ON jewel_audit_entry
    FOR EACH ROW EXECUTE FUNCTION jewel_audit_closed();
CREATE OR REPLACE TRIGGER jewel_audit_no_truncate BEFORE TRUNCATE ON jewel_audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION jewel_audit_closed();

-- How long the history is kept is a part of it; no other parameter is: their values are secrets.
CREATE OR REPLACE TRIGGER jewel_audit_days_set AFTER INSERT ON ir_config_parameter
    FOR EACH ROW WHEN (NEW.key = 'jewel_audit.days')
    EXECUTE FUNCTION jewel_audit('ir.config_parameter', 'key', 'value');
CREATE OR REPLACE TRIGGER jewel_audit_days_changed AFTER UPDATE ON ir_config_parameter
    FOR EACH ROW WHEN (OLD.key = 'jewel_audit.days' OR NEW.key = 'jewel_audit.days')
    EXECUTE FUNCTION jewel_audit('ir.config_parameter', 'key', 'value');
CREATE OR REPLACE TRIGGER jewel_audit_days_gone AFTER DELETE ON ir_config_parameter
    FOR EACH ROW WHEN (OLD.key = 'jewel_audit.days')
    EXECUTE FUNCTION jewel_audit('ir.config_parameter', 'key', 'value');
"""

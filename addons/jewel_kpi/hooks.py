"""What data files cannot do at installation."""


def post_init_hook(env):
    """Let the deals and payments from before the installation tell their days and managers.

    What is noted already, by demo data for one, stays.
    """
    env.flush_all()
    env.cr.execute(
        """
        UPDATE crm_lead lead
           SET closed_date = COALESCE(closed_date,
                   CASE WHEN won_status IN ('won', 'lost') THEN
                   (date_closed AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date END),
               promised_date = COALESCE(promised_date,
                   CASE WHEN jewel_stage_key IN ('production', 'ready', 'shipping', 'done') THEN
                   (item_deadline AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date END),
               offer_date = COALESCE(offer_date, LEAST(
                   (SELECT MIN((sent_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date)
                      FROM jewel_pay_request request
                     WHERE request.deal_id = lead.id),
                   (SELECT MIN((create_date AT TIME ZONE 'UTC'
                                AT TIME ZONE 'Europe/Moscow')::date)
                      FROM sale_order sale
                     WHERE sale.opportunity_id = lead.id AND sale.state = 'sent'))),
               first_answer_at = COALESCE(first_answer_at, (
                   SELECT MIN(message.date)
                     FROM mail_message message
                     JOIN res_users author ON author.partner_id = message.author_id
                    WHERE message.model = 'crm.lead' AND message.res_id = lead.id
                      AND NOT author.share
                      AND message.message_type IN ('email_outgoing', 'comment', 'sms')))
         WHERE type = 'opportunity'
        """
    )
    env.cr.execute(
        """
        UPDATE account_payment payment SET kpi_user_id = lead.user_id
          FROM crm_lead lead
         WHERE lead.id = payment.deal_id AND payment.kpi_user_id IS NULL
        """
    )
    env.invalidate_all()

"""What people do in the story, over HTTP: a manager in amoCRM, the head and jewellers in Odoo."""

import base64
import io
from urllib.parse import parse_qs, urlsplit

import requests
from PIL import Image, ImageDraw

from .servers import eventually

CLIENT_ID = "5f0a1c52-7d1e-4b0e-9a51-3f6f2f0c7a01"  # of the integration
SECRETS = ("Завадский", "900-111-22-33", "921 444-55-66", "zavadsky@example.com", "287654")


def sketch(colour="#1b3a5b", size=(900, 600)):
    """A picture of a pair of cuff-links, PNG."""
    picture = Image.new("RGB", size, "#f4efe6")
    draw = ImageDraw.Draw(picture)
    for left in (0.12, 0.55):
        x, y, width = size[0] * left, size[1] * 0.25, size[0] * 0.33
        draw.ellipse((x, y, x + width, y + width), fill=colour, outline="#9a7b3f", width=12)
        middle = x + width / 2
        draw.line((middle, y + 50, middle, y + width - 50), fill="#f4efe6", width=14)
        draw.arc((x + 60, y + 60, x + width - 60, y + width - 60), 20, 160, "#f4efe6", 14)
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def rest(admin):
    """Wait until nobody has anything to read or send."""
    eventually(
        lambda: (
            not admin.count("amocrm.event", [("state", "=", "new")])
            and not admin.count("amocrm.mark", [])
        ),
        30,
        "the exchange has come to rest",
    )


def deal_values(amo, **changes):
    """A complete deal as a manager enters it in amoCRM."""
    file = amo.upload("Эскиз Завадский.png", sketch())
    fields = {
        "JEWEL_TYPE": "Запонки",
        "JEWEL_COLLECTION": "Флот",
        "JEWEL_DESCRIPTION": "Пара запонок «Якорь», синяя эмаль по кругу",
        "JEWEL_COMPOSITION": "Эмаль горячая, синяя; механизм поворотный",
        "JEWEL_ALLOY": "Серебро 925",
        "JEWEL_SIZE": "18 мм",
        "JEWEL_ENGRAVING": "А.П.З. 1815",
        "JEWEL_DEADLINE": "2026-12-20T18:00",
        "JEWEL_SKETCH": file["id"],
    }
    fields.update(changes.pop("fields", {}))
    values = {
        "name": "Запонки для Завадского",
        "price": 287654,
        "status": "Новая заявка",
        "responsible": "manager@example.com",
        "contact": {
            "name": "Андрей Завадский",
            "phones": ["+7 900-111-22-33", "8 (921) 444-55-66"],
            "email": "zavadsky@example.com",
        },
        "fields": {code: value for code, value in fields.items() if value is not None},
    }
    values.update(changes)
    return values


def find_deal(user, amo_deal):
    """The deal of Odoo that came from this deal of amoCRM; empty list while it has not come."""
    bindings = user.search_read(
        "amocrm.binding",
        [
            ("entity", "=", "leads"),
            ("external_id", "=", str(amo_deal["id"])),
            ("res_id", "!=", False),
        ],
        ["res_id"],
    )
    return [binding["res_id"] for binding in bindings]


def find_jobs(user, deal_id, **kwargs):
    return user.search_read(
        "mrp.production",
        [("deal_id", "=", deal_id)],
        ["name", "state", "stage_id", "date_finished", "spec_changed"],
        **kwargs,
    )


def pass_all_stages(user, job_id):
    """Take and finish each work order of a job, one after the other, and note the result."""
    done = 0
    while True:
        orders = user.search_read(
            "mrp.workorder",
            [("production_id", "=", job_id), ("state", "in", ["ready", "progress"])],
            ["name", "engraving", "is_quality"],
            limit=1,
        )
        if not orders:
            note_result(user, job_id)
            return done
        [order] = orders
        done += 1
        if order["name"] == "Гравировка":  # done by somebody else, who does not check it himself
            user.call("mrp.production", "action_jewel_next_stage", [job_id])
            continue
        unweighed = {"jewel_no_weighing": True}
        user.call("mrp.workorder", "action_jewel_start", [order["id"]], context=unweighed)
        if order["is_quality"]:
            pass_check_list(user, order)
        user.call("mrp.workorder", "action_jewel_finish", [order["id"]], context=unweighed)


def note_result(user, job_id):
    """What hand-over asks for: the final weight and a photo of the finished piece."""
    photo = {"name": "photo.png", "datas": base64.b64encode(sketch()).decode()}
    vals = {"final_weight": 16.66, "finish_photo_ids": [(0, 0, photo)]}
    user.call("mrp.production", "write", [job_id], vals)


def pass_check_list(user, order):
    """Find every item of the check list good: look, weigh, read the engraving."""
    check = user.call("mrp.workorder", "action_jewel_check", [order["id"]])["res_id"]
    for line in user.search_read("jewel.quality.check.line", [("check_id", "=", check)], ["kind"]):
        if line["kind"] == "yes_no":
            user.call("jewel.quality.check.line", "action_good", [line["id"]])
            continue
        finding = {"line_id": line["id"], "result": "good", "value": 8.2, "value_second": 8.2}
        if line["kind"] == "engraving":
            finding |= {"text_read": order["engraving"], "text_again": order["engraving"]}
        entry = user.call("jewel.quality.entry", "create", finding)
        user.call("jewel.quality.entry", "action_save", [entry])


def answer_consent(admin, account, amo, answer):
    """Press «Connect», answer on amoCRM's page, come back with the administrator's session."""
    url = admin.call("amocrm.account", "action_authorize", [account])["url"]
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    page = requests.post(
        f"{amo.base_url}/oauth/consent",
        data={**query, "answer": answer},
        allow_redirects=False,
        timeout=30,
    )
    target = urlsplit(page.headers["Location"])
    return admin.get(f"{target.path}?{target.query}")

from .answers import listed, numbers, reply


class Work:
    """Tasks, notes, and events of the history."""

    ROUTES = (
        (r"/api/v4/events", "_events"),
        (r"/api/v4/(leads|contacts|companies)/notes", "_notes"),
        (r"/api/v4/(leads|contacts|companies)/(\d+)/notes", "_notes"),
    )

    def __init__(self):
        super().__init__()
        self.tasks, self.notes, self.events = {}, {}, []

    def add_task(self, deal, words="Call the client", **values):
        task = {
            "id": self.next_id(),
            "text": words,
            "entity_id": deal["id"],
            "entity_type": "leads",
            "responsible_user_id": 11,
            "task_type_id": 1,
            "complete_till": 1760129940,
            "is_completed": False,
            "result": [],
            **values,
        }
        self.tasks[task["id"]] = self.touch(task)
        return task

    def add_event(self, kind, entity_type, row, after=(), **values):
        self.clock += 1
        self.events.insert(
            0,
            {
                "id": f"e{len(self.events):025d}",
                "type": kind,
                "entity_type": entity_type,
                "entity_id": row["id"],
                "created_at": self.clock,
                "value_after": list(after),
                **values,
            },
        )

    def _events(self, _method, _match, params, _body):
        since, kinds = params["filter[created_at][from]"], params["filter[type]"].split(",")
        found = [
            event
            for event in self.events
            if event["created_at"] >= since and event["type"] in kinds
        ]
        return listed("events", found) if found else reply(204)

    def add_note(self, entity, row, kind="common", **params):
        note = {
            "id": self.next_id(),
            "entity_id": row["id"],
            "entity": entity,
            "created_by": 11,
            "created_at": self.clock,
            "note_type": kind,
            "params": params or [],
        }
        self.notes[note["id"]] = self.touch(note)
        return note

    def _notes(self, method, match, params, body):
        entity, parent = match[1], int(match[2]) if match.re.groups > 1 else None
        if method == "POST":
            made = [
                self.add_note(entity, {"id": parent or item["entity_id"]}, item["note_type"])
                | {"params": item["params"], "created_by": 0}
                for item in body
            ]
            self.notes.update({note["id"]: note for note in made})
            return listed("notes", [{"id": note["id"]} for note in made])
        number = params.get("filter[id][]")
        since = params.get("filter[updated_at][from]", 0)
        parents = numbers(params.get("filter[entity_id][]"))
        found = [
            note
            for note in self.notes.values()
            if note["entity"] == entity
            and parent in (None, note["entity_id"])
            and number in (None, str(note["id"]))
            and note["updated_at"] >= since
            and (not parents or note["entity_id"] in parents)
        ]
        return listed("notes", found) if found else reply(204)

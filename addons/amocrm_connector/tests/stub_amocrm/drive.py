from .answers import DRIVE, reply


class Drive:
    """Files."""

    ROUTES = ((r"/v1.0/files/(.+)", "_file"), (r"/download/(.+)", "_download"))

    def __init__(self):
        super().__init__()
        self.files = {}

    def add_file(self, content, name="sketch.png", size=None):
        number = self.next_id()
        value = {
            "file_uuid": f"file-{number}",
            "version_uuid": f"version-{number}",
            "file_name": name,
            "file_size": len(content) if size is None else size,
        }
        self.files[value["file_uuid"]] = {**value, "content": content}
        return value

    def _file(self, _method, match, *_args):
        file = self.files.get(match[1])
        if not file:
            return reply(404)
        links = {"download": {"href": f"{DRIVE}/download/{match[1]}"}}
        return reply(200, {"version_uuid": file["version_uuid"], "_links": links})

    def _download(self, _method, match, *_args):
        return reply(200, self.files[match[1]]["content"])

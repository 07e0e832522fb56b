"""The drive: uploads in parts, files, downloads, and files linked to deals."""

import mimetypes
import time
import uuid
from urllib.parse import quote

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .entities.common import live
from .paging import entity_page
from .replies import Problem, empty, json_reply, validation_problem
from .validation import Errors

SESSION_LIFE = 24 * 3600
SESSION_SPEC = {
    "file_name": "string",
    "file_size": "int",
    "content_type": "string",
    "file_uuid": "string",
}


# Files of the drive


def store_file(world, name, data, actor, content_type=None):
    """Put a whole file on the drive, as the browser of a user does."""
    blob = uuid.uuid4().hex
    world.store.add_blob_part(blob, data)
    return _finish(
        world,
        blob,
        {"name": name, "size": len(data), "content_type": content_type, "file_uuid": None},
        actor,
    )


def _finish(world, blob, session, actor):
    """Make the uploaded bytes a file, or a new version of one."""
    version = str(uuid.uuid4())
    world.store.rename_blob(blob, version)
    guessed = mimetypes.guess_type(session["name"])[0]
    file = world.store.get("files", session["file_uuid"]) or {
        "id": str(uuid.uuid4()),
        "versions": [],
        "is_trashed": False,
        "created_at": world.now(),
        "created_by": actor,
    }
    file |= {
        "name": session["name"],
        "size": session["size"],
        "mime_type": session["content_type"] or guessed or "application/octet-stream",
        "updated_at": world.now(),
    }
    file["versions"].append(version)
    return world.store.put("files", file)


def open_session(call):
    """POST /v1.0/sessions."""
    item, settings, errors = call.item(), call.world.settings, Errors()
    if errors.check_types(item, SESSION_SPEC):
        for key in ("file_name", "file_size"):
            if not item.get(key):
                errors.missing(key)
        if item.get("file_uuid") and not call.world.store.get("files", item["file_uuid"]):
            errors.choice("file_uuid")
    if errors.found:
        raise validation_problem({"0": errors.found})
    if item["file_size"] > settings.max_file_size:
        raise Problem(400, "File is too big")
    session = {
        "id": call.world.store.next_id("sessions", 5000001),
        "name": item["file_name"],
        "size": item["file_size"],
        "content_type": item.get("content_type"),
        "file_uuid": item.get("file_uuid"),
        "blob": uuid.uuid4().hex,
        "part": uuid.uuid4().hex,
        "expires_at": time.time() + SESSION_LIFE,
    }
    call.world.store.put("sessions", session)
    return json_reply(
        {
            "session_id": session["id"],
            "upload_url": _upload_url(call, session),
            "max_file_size": settings.max_file_size,
            "max_part_size": settings.max_part_size,
        }
    )


def _upload_url(call, session):
    return f"{_drive(call)}/v1.0/sessions/upload/{session['part']}"


def _drive(call):
    return call.world.settings.drive_url or call.base_url


def upload_part(call):
    """POST raw bytes to the address of the last answer; each address works once."""
    part = call.args["part"]
    session = next(
        (item for item in call.world.store.all("sessions") if item["part"] == part), None
    )
    if not session or session["expires_at"] < time.time():
        raise Problem(404, "Session not found")
    data = call.request.get_data()
    if not data or len(data) > call.world.settings.max_part_size:
        raise Problem(400, "Wrong part size")
    received = call.world.store.add_blob_part(session["blob"], data)
    if received > session["size"]:
        raise Problem(400, "Part exceeds the file size")
    if received < session["size"]:
        session = {**session, "part": uuid.uuid4().hex}
        call.world.store.put("sessions", session)
        return json_reply({"session_id": session["id"], "next_url": _upload_url(call, session)})
    call.world.store.remove("sessions", session["id"])
    return json_reply(show_file(call, _finish(call.world, session["blob"], session, call.actor)))


def show_file(call, file):
    """A file as the drive shows it."""
    drive, version = _drive(call), file["versions"][-1]
    path = f"{call.world.account['uuid']}/{file['id']}/{version}/{quote(file['name'])}"
    download = f"{drive}/download/{path}"
    return {
        "uuid": file["id"],
        "version_uuid": version,
        "type": file["mime_type"].split("/")[0],
        "name": file["name"],
        "sanitized_name": file["name"],
        "size": file["size"],
        "is_trashed": file["is_trashed"],
        "has_multiple_versions": len(file["versions"]) > 1,
        "metadata": {"extension": file["name"].rpartition(".")[2], "mime_type": file["mime_type"]},
        "previews": [],
        "created_at": file["created_at"],
        "created_by": {"id": file["created_by"], "type": "user" if file["created_by"] else "app"},
        "updated_at": file["updated_at"],
        "_links": {
            "self": {"href": f"{drive}/v1.0/files/{file['id']}"},
            "download": {"href": download},
            "download_version": {"href": download},
        },
    }


def get_file(call):
    """GET /v1.0/files/{uuid}."""
    file = call.world.store.get("files", call.args["uuid"])
    if not file:
        raise Problem(404, "File not found")
    return json_reply(show_file(call, file))


def list_versions(call):
    """GET /v1.0/files/{uuid}/versions."""
    file = call.world.store.get("files", call.args["uuid"])
    if not file:
        raise Problem(404, "File not found")
    last = file["versions"][-1]
    versions = [
        {"uuid": key, "file_uuid": file["id"], "is_main": key == last} for key in file["versions"]
    ]
    return json_reply({"_embedded": {"versions": versions}})


def download(world, request, uuid, version, hops=0, **_path):
    """GET the bytes; whether a token is needed, allowed or refused is a setting."""
    auth, has_token = world.settings.download_auth, "Authorization" in request.headers
    if auth == "required" and not has_token:
        raise Problem(403, "Access denied")
    if auth == "forbidden" and has_token:
        raise Problem(400, "Only one auth mechanism allowed")
    file = world.store.get("files", uuid)
    if not file or version not in file["versions"] or file["is_trashed"]:
        raise Problem(404, "File not found")
    if hops < world.settings.download_redirects:
        return redirect(f"/download/{hops + 1}/{uuid}/{version}/{quote(file['name'])}", 302)
    return file_response(world, file, version)


def file_response(world, file, version):
    """The bytes of a file version."""
    response = Response(world.store.read_blob(version), content_type=file["mime_type"])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file['name'])}"
    return response


# Files of an entity


def list_entity_files(call):
    """GET /api/v4/{entity}/{id}/files."""
    doc = live(call.world, call.args["kind"], call.args["key"])
    rows = doc["files"] if doc else []
    return entity_page(call, rows, "files", lambda _call, key: {"file_uuid": key, "_links": {}})


def link_files(call):
    """PUT: 202 without a body."""
    doc, keys = _entity_and_files(call)
    doc["files"] += [key for key in keys if key not in doc["files"]]
    call.world.store.put(call.args["kind"], doc)
    return empty(202)


def unlink_files(call):
    """DELETE with the same body as PUT."""
    doc, keys = _entity_and_files(call)
    doc["files"] = [key for key in doc["files"] if key not in keys]
    call.world.store.put(call.args["kind"], doc)
    return empty(204)


def _entity_and_files(call):
    doc = live(call.world, call.args["kind"], call.args["key"])
    if not doc:
        raise Problem(404, "Entity not found")
    keys, problems = [], {}
    for index, item in enumerate(call.items()):
        keys.append(item.get("file_uuid"))
        if not call.world.store.get("files", keys[-1]):
            errors = Errors()
            errors.choice("file_uuid")
            problems[str(index)] = errors.found
    if problems:
        raise validation_problem(problems)
    return doc, keys


DRIVE_ROUTES = [
    ("POST", "/v1.0/sessions", open_session),
    ("POST", "/v1.0/sessions/upload/<string:part>", upload_part),
    ("GET", "/v1.0/files/<string:uuid>", get_file),
    ("GET", "/v1.0/files/<string:uuid>/versions", list_versions),
]
DOWNLOAD_ROUTES = [
    ("GET", "/download/<string:account>/<string:uuid>/<string:version>/<path:name>", download),
    ("GET", "/download/<int:hops>/<string:uuid>/<string:version>/<path:name>", download),
]
_FILES = "/api/v4/<any(leads, contacts, companies):kind>/<int:key>/files"
ROUTES = [
    ("GET", _FILES, list_entity_files),
    ("PUT", _FILES, link_files),
    ("DELETE", _FILES, unlink_files),
]

"""What every REST request goes through: faults, the token, limits, the contract, and at last its operation."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from . import resources
from .bounds import problems
from .contract import contract_problems
from .errors import ApiError, Problem, invalid, refusal
from .limits import Fault, Limits
from .routing import Call, Route, find
from .state import Recorded, World

PREFIX = "/api/v10"
RESET = struct.pack("ii", 1, 0)
assert resources.LOADED


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def response(self) -> web.Response:
        """The response; discord.py reads JSON only where the type stands alone."""
        if self.status == 204:
            return web.Response(status=204, headers=self.headers)
        headers = {"Content-Type": "application/json"} | self.headers
        return web.Response(status=self.status, body=json.dumps(self.body).encode(), headers=headers)


class Rest:
    def __init__(self, world: World, limits: Limits) -> None:
        self.world = world
        self.limits = limits
        self.faults: list[Fault] = []
        self.too_many = 0
        self.underway = 0
        self.touched = 0.0
        self.refusing_until = 0.0

    @property
    def refusing(self) -> bool:
        return asyncio.get_running_loop().time() < self.refusing_until

    async def serve(self, request: web.Request) -> web.Response:
        self.underway += 1
        try:
            return await self._serve(request)
        finally:
            self.underway -= 1
            self.touched = asyncio.get_running_loop().time()
            self.world.changed()

    async def _serve(self, request: web.Request) -> web.Response:
        if self.refusing:
            return cut(request)
        path = request.path.removeprefix(PREFIX)
        body, files = await read_body(request)
        now = asyncio.get_running_loop().time()
        record = Recorded(request.method, path, dict(request.query), body, now, files)
        self.world.requests.append(record)
        fault = next((known for known in self.faults if known.meets(request.method, path)), None)
        if fault:
            fault.left -= 1
            if fault.delay and not fault.after:
                await asyncio.sleep(fault.delay)
            if not fault.after and fault.cut:
                return cut(request)
        broken = fault is not None and not fault.after and fault.status is not None
        reply = spoiled(fault) if fault and broken else self._answer(record, request.headers.get("Authorization", ""))
        if fault and fault.after:
            await asyncio.sleep(fault.delay)
            if fault.cut:
                return cut(request)
            reply = spoiled(fault) if fault.status is not None else reply
        record.status = reply.status
        self.too_many += reply.status == 429
        return reply.response

    def _answer(self, record: Recorded, authorization: str) -> Reply:
        found = find(record.method, record.path)
        if found is None:
            self.world.violations.append(f"{record.method} {record.path} is nothing that the server knows")
            return Reply(404, {"message": "404: Not Found", "code": 0}, {})
        known, params = found
        now = asyncio.get_running_loop().time()
        many, headers = self.limits.count(record.method, record.path, known.template, now)
        if many.wait:
            return Reply(429, many.body, headers | many.headers)
        try:
            if not record.path.startswith(("/webhooks/", "/interactions/")):
                self._authorize(authorization)
            self._check(record, known)
            made = known.operation(Call(self.world, params, record.query, record.body))
        except ApiError as error:
            return Reply(error.status, error.body, headers)
        status = 201 if record.method == "POST" and record.path.endswith("/threads") else 200
        return Reply(204 if made is None else status, made, headers)

    def _authorize(self, authorization: str) -> None:
        kind, _, token = authorization.partition(" ")
        if kind != "Bot" or not self.world.accepts(token):
            raise refusal(0)

    def _check(self, record: Recorded, known: Route) -> None:
        found = list(problems(record.method, known.template, record.body, mentions=self.world.mentions_allowed))
        if not found:
            found = list(contract_problems(record.method, record.path, record.body))
        found += misnamed(record.body, record.files)
        for problem in found:
            told = f"{record.method} {record.path}: {problem.path or 'body'}: {problem.text}"
            self.world.violations.append(told)
        refused = [problem for problem in found if problem.refused]
        if refused:
            raise invalid(*[Problem(problem.path.strip("."), problem.text) for problem in refused])


def spoiled(fault: Fault) -> Reply:
    """Give the error that a fault was made for."""
    headers, body = dict(fault.headers), dict(fault.body)
    if fault.status == 429:
        headers = {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Scope": "user"} | headers
        body = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False} | body
        if "Retry-After" in fault.headers:
            body["retry_after"] = float(fault.headers["Retry-After"])
    return Reply(fault.status or 500, body, headers)


def cut(request: web.Request) -> web.Response:
    """Reset the connection, so that the client reads no answer."""
    if transport := request.transport:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()
    return web.Response()


async def read_body(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """Give the JSON of a body, and the files that it brings by their names. Discord: reference, Uploading files."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        sent = [(name, each) for name, each in form.items() if isinstance(each, web.FileField)]
        return json.loads(str(form["payload_json"])), {
            f"{name} {each.filename}": each.file.read() for name, each in sent
        }
    data = await request.read()
    return json.loads(data) if data else None, {}


def misnamed(body: Any, files: dict[str, bytes]) -> list[Problem]:
    """Tell of files that the attachments of a body do not name as they came."""
    said = (body.get("data") or body) if isinstance(body, dict) else {}
    named = {f"files[{each['id']}] {each['filename']}" for each in said.get("attachments") or [] if "filename" in each}
    return [Problem("attachments", f"{each} is not what they name") for each in sorted(named ^ set(files))]

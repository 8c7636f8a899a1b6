from __future__ import annotations

import builtins
import email.utils
import json
import random
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Literal, Mapping, Optional, Sequence, Tuple, Type, TypedDict, TypeVar, Union

Retry = Literal["never", "after", "idempotent", "same-key", "check-first"]
Reason = Literal[
    "never", "not idempotent", "no key", "unknown outcome", "aborted", "no attempts left", "wait too long", "retry budget empty"
]

# The most bytes of a body to read, and to keep of one that is no JSON of the API.
_MAX_BYTES = 2**20
_MAX_TEXT = 8192


@dataclass(frozen=True)
class Issue:
    """One invalid part of a request."""

    path: str = ""
    message: str = ""
    location: Optional[str] = None
    pointer: Optional[str] = None
    keyword: Optional[str] = None
    code: Optional[str] = None


@dataclass(frozen=True)
class Failure:
    """A request that failed: the API sent an error ("api"), something else did ("undecodable"), or nothing came ("unanswered")."""

    kind: Literal["api", "undecodable", "unanswered"]
    known: bool = False
    """Whether this client has the code."""
    code: Optional[str] = None
    status: Optional[int] = None
    message: Optional[str] = None
    details: Mapping[str, Any] = field(default_factory=dict)
    issues: Sequence[Issue] = ()
    param: Optional[str] = None
    request_id: Optional[str] = None
    retry_after: Optional[int] = None
    """Seconds to wait before the next request, if the server asks for it."""
    retry: Optional[Retry] = None
    docs: Optional[str] = None
    content_type: Optional[str] = None
    text: str = ""
    """At most 8 KB of a body that is not in the envelope of the API."""
    sent: Literal["no", "maybe"] = "maybe"
    reason: Optional[Literal["refused", "reset", "timeout"]] = None
    cause: Optional[BaseException] = None


class ApiError(Exception):
    """A failure as an exception. Each code has a subclass."""

    code: Optional[str]
    details: Mapping[str, Any]

    def __init__(self, failure: Failure) -> None:
        fallback = f"no response: {failure.reason}" if failure.kind == "unanswered" else f"status {failure.status}"
        super().__init__(failure.message or fallback)
        self.failure = failure
        self.code = failure.code
        self.status = failure.status
        self.details = failure.details
        self.issues = failure.issues
        self.request_id = failure.request_id
        self.retry_after = failure.retry_after
        self.retry = failure.retry
        self.docs = failure.docs
        self.__cause__ = failure.cause


@dataclass(frozen=True)
class Decision:
    """Whether to send a request again, after so many seconds."""

    retry: bool
    after: float = 0.0
    reason: Optional[Reason] = None


def should_retry(
    failure: Failure, method: str = "GET", key: Optional[str] = None, attempt: int = 1, attempts: int = 3, max_wait: float = 60.0
) -> Decision:
    """Decide whether a request that failed is sent again: by the verdict of its code, its method and its Idempotency-Key."""
    reason = _reason_against(failure, method.upper() in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"), bool(key))
    if reason is not None:
        return Decision(False, reason=reason)
    if attempt >= attempts:
        return Decision(False, reason="no attempts left")
    asked = failure.retry_after or 0
    if asked > max_wait:
        return Decision(False, after=asked, reason="wait too long")
    backoff = random.uniform(0, min(20.0, 0.5 * 2 ** min(attempt - 1, 9)))
    return Decision(True, after=asked or min(max_wait, backoff))


def _reason_against(failure: Failure, is_idempotent: bool, has_key: bool) -> Optional[Reason]:
    is_safe = is_idempotent or has_key
    if failure.kind == "unanswered":
        return None if failure.sent == "no" or is_safe else "unknown outcome"
    verdict = failure.retry or _verdict_of_status(failure)
    if verdict == "never":
        return "never"
    if verdict == "after":
        return None
    if verdict == "same-key":
        return None if has_key else "no key"
    if verdict == "check-first":
        return None if is_safe else "unknown outcome"
    return None if is_safe else "not idempotent"


def _verdict_of_status(failure: Failure) -> Retry:
    status = failure.status or 0
    if status in (429, 503) and failure.retry_after is not None:
        return "after"
    return "never" if status < 500 else "idempotent"


class RetryBudget:
    """Tokens for retries: a retry takes 5, after a timeout 10. Successes refill the budget up to its size."""

    def __init__(self, size: int = 500) -> None:
        self._size = size
        self._left = size
        self._lock = threading.Lock()

    def take(self, tokens: int) -> bool:
        with self._lock:
            if tokens > self._left:
                return False
            self._left -= tokens
            return True

    def give(self, tokens: int) -> None:
        with self._lock:
            self._left = min(self._size, self._left + max(1, tokens))


_Response = TypeVar("_Response")
_default_budget = RetryBudget()


def with_retry(
    send: Callable[[], _Response],
    method: str = "GET",
    key: Optional[str] = None,
    attempts: int = 3,
    max_wait: float = 60.0,
    budget: RetryBudget = _default_budget,
    sleep: Callable[[float], None] = time.sleep,
) -> _Response:
    """Send a request until it succeeds or may not be sent again. Raises the last failure as an ApiError.

    `key` is the Idempotency-Key that `send` sends with every attempt.
    """
    attempt, cost = 0, 0
    while True:
        attempt += 1
        try:
            response = send()
            failure = read(response)
        except Exception as error:
            failure = read(error)
            if failure is None:
                raise
        else:
            if failure is None:
                budget.give(cost)
                return response
        decision = should_retry(failure, method, key, attempt, attempts, max_wait)
        cost = 10 if failure.reason == "timeout" else 5
        if not decision.retry or not budget.take(cost):
            raise to_error(failure)
        sleep(decision.after)


def raise_for_failure(response: Any) -> None:
    """Raise the failure of a response as an exception of its code's class."""
    failure = read(response)
    if failure is not None:
        raise to_error(failure)


def to_error(failure: Failure) -> ApiError:
    """A failure as an exception of its code's class; a plain ApiError where this client lacks the code."""
    return CLASSES.get(failure.code or "", ApiError)(failure) if failure.known else ApiError(failure)


def read(response: Any) -> Optional[Failure]:
    """Read the failure of a response, or None of a success. Never raises.

    Takes responses of urllib, http.client, requests and httpx, their exceptions, or a tuple of status, headers and body.
    """
    try:
        return _read(response)
    except Exception as error:
        return _unanswered(error)


def _read(response: Any) -> Optional[Failure]:
    if isinstance(response, ApiError):
        return response.failure
    status: Any
    headers: Any
    if isinstance(response, tuple):
        status, headers, body = response
    else:
        inner = getattr(response, "response", None)
        if isinstance(response, BaseException) and inner is not None:
            return _read(inner)
        status = getattr(response, "status_code", None) or getattr(response, "status", None) or getattr(response, "code", None)
        headers = getattr(response, "headers", None)
        body = response
    if not isinstance(status, int) or isinstance(status, bool):
        return _unanswered(response if isinstance(response, BaseException) else None)
    names = {str(name).lower(): str(value) for name, value in (headers.items() if headers is not None else ())}
    if body is response and not isinstance(response, tuple):
        if status < 400 and (not hasattr(response, "content") or not _DATA["readsSuccesses"]):
            # The body of a success can be read once, by the caller.
            return None
        body = getattr(response, "content", None)
        if body is None:
            body = response.read(_MAX_BYTES + 1)
    value, text = _parse(body)
    failure = _decode(status, names, value)
    if failure is not None or status < 400:
        return failure
    return Failure(
        "undecodable",
        status=status,
        content_type=names.get("content-type"),
        text=text,
        request_id=names.get(_DATA["requestId"]),
        retry_after=retry_after_of(names),
    )


_NOTHING: Any = object()


def _parse(body: Any) -> Tuple[Any, str]:
    if isinstance(body, (bytes, bytearray)):
        body = bytes(body).decode("utf-8", "replace")
    if not isinstance(body, str):
        return body, _cut(json.dumps(body, default=str))
    if len(body) > _MAX_BYTES:
        return _NOTHING, _cut(body)
    try:
        return json.loads(body), _cut(body)
    except (ValueError, RecursionError):
        return _NOTHING, _cut(body)


def _cut(text: str) -> str:
    return text[:_MAX_TEXT].encode("utf-8", "replace")[:_MAX_TEXT].decode("utf-8", "ignore")


def _unanswered(error: Optional[BaseException]) -> Failure:
    """What an exception says of a request that got no whole response."""
    chain: List[BaseException] = []
    following: Optional[BaseException] = error
    while following is not None and len(chain) < 10:
        chain.append(following)
        reason = getattr(following, "reason", None)
        args = [arg for arg in following.args if isinstance(arg, BaseException)]
        following = reason if isinstance(reason, BaseException) else following.__cause__ or following.__context__ or (args[0] if args else None)
    names = " ".join(type(each).__name__ for each in chain)
    is_unsent = any(isinstance(each, (builtins.ConnectionRefusedError, socket.gaierror)) for each in chain) or bool(
        re.search(r"ConnectTimeout|NewConnectionError|NameResolutionError", names)
    )
    is_timeout = any(isinstance(each, builtins.TimeoutError) for each in chain) or "Timeout" in names
    return Failure(
        "unanswered",
        sent="no" if is_unsent else "maybe",
        reason="timeout" if is_timeout else "refused" if is_unsent else "reset",
        cause=error,
    )


def retry_after_of(headers: Mapping[str, str]) -> Optional[int]:
    """How many seconds the server asks to wait: Retry-After, else the latest reset of an exhausted quota in RateLimit."""
    value = headers.get("retry-after", "")
    if re.fullmatch(r"[0-9]{1,15}", value):
        return int(value)
    if re.match(r"[A-Z][a-z]+,? .*\d\d:\d\d:\d\d", value):
        until = _to_time(value)
        if until is not None:
            now = _to_time(headers.get("date", ""))
            return max(0, int(-((time.time() if now is None else now) - until) // 1))
    resets = [
        int(reset.group(1))
        for quota in headers.get("ratelimit", "").split(",")
        if re.search(r";\s*r=0\b", quota)
        for reset in [re.search(r";\s*t=([0-9]{1,15})", quota)]
        if reset is not None
    ]
    return max(resets) if resets else None


def _to_time(date: str) -> Optional[float]:
    parsed = email.utils.parsedate_tz(date)
    return None if parsed is None else email.utils.mktime_tz((*parsed[:9], parsed[9] or 0))


@dataclass
class _Found:
    """The values that a template found in a body."""

    values: Dict[str, Any] = field(default_factory=dict)
    details: Dict[str, Any] = field(default_factory=dict)
    spread: Dict[str, Any] = field(default_factory=dict)
    issues: List[Dict[str, Any]] = field(default_factory=list)
    as_text: bool = False


def _join(parts: Sequence[Optional[_Found]]) -> Optional[_Found]:
    found = _Found()
    for part in parts:
        if part is None:
            return None
        found.values.update(part.values)
        found.details.update(part.details)
        found.spread = part.spread or found.spread
        found.issues = part.issues or found.issues
        found.as_text = found.as_text or part.as_text
    return found


def _match(node: Mapping[str, Any], value: Any) -> Optional[_Found]:
    """Read a body by a template; None if the template cannot write that body. Ignores unknown members."""
    kind = node["kind"]
    if kind == "literal":
        expected = node["value"]
        return _Found() if value == expected and isinstance(value, bool) == isinstance(expected, bool) else None
    if kind == "variable":
        return _match_variable(node, value)
    if kind == "detail":
        return _Found(details={node["name"]: value})
    if kind == "list":
        return _match_items(node["items"], value) if isinstance(value, list) else None
    if kind == "object":
        return _match_members(node, value) if isinstance(value, dict) else None
    if kind == "each":
        return _match_issues(node, value)
    if kind == "first":
        return next((found for found in (_match(inner, value) for inner in node["nodes"]) if found is not None), None)
    return _match_text(node["of"], value)


def _match_variable(node: Mapping[str, Any], value: Any) -> Optional[_Found]:
    if node["type"] == "object":
        return _Found(details=dict(value)) if isinstance(value, dict) else None
    if node["type"] == "integer":
        is_whole = not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
        return _Found(values={node["name"]: int(value)}) if is_whole else None
    return _Found(values={node["name"]: value}) if isinstance(value, str) else None


def _match_members(node: Mapping[str, Any], value: Dict[str, Any]) -> Optional[_Found]:
    members: Mapping[str, Mapping[str, Any]] = node["members"]
    parts = [_match(member, value[name]) if name in value else _Found() if member.get("optional") else None for name, member in members.items()]
    if node.get("spread"):
        parts.append(_Found(spread={name: each for name, each in value.items() if name not in members}))
    return _join(parts)


def _match_items(items: Sequence[Mapping[str, Any]], values: List[Any]) -> Optional[_Found]:
    parts: List[Optional[_Found]] = []
    start = 0
    for item in items:
        found: Optional[_Found] = None
        for index in range(start, len(values)):
            found = _match(item, values[index])
            if found is not None:
                start = index + 1
                break
        parts.append(_Found() if found is None and item.get("optional") else found)
    return _join(parts)


def _match_issues(node: Mapping[str, Any], value: Any) -> Optional[_Found]:
    if node.get("byPath"):
        if not isinstance(value, dict):
            return None
        lists = [({"issue.path": path}, items) for path, items in value.items()]
    else:
        lists = [({}, value)]
    parts: List[Optional[_Found]] = []
    for path, items in lists:
        if not isinstance(items, list):
            return None
        parts.extend(_join([_Found(values=dict(path)), _match(node["as"], item)]) for item in items)
    found = _join(parts)
    if found is None or not parts:
        return None
    found.issues = [part.values for part in parts if part is not None]
    return found


def _match_text(node: Mapping[str, Any], value: Any) -> Optional[_Found]:
    texts = list(value.values()) if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        return None
    if node.get("type") == "integer" and isinstance(value, str) and re.fullmatch(r"0|-?[1-9][0-9]*", value):
        value = int(value)
    found = _match(node, value)
    if found is not None:
        found.as_text = True
    return found


def _decode(status: int, headers: Mapping[str, str], body: Any) -> Optional[Failure]:
    codes: Mapping[str, Mapping[str, Any]] = _DATA["codes"]
    for variants in _DATA["envelopes"]:
        for variant in variants:
            found = _match(variant["template"], body)
            if found is None:
                continue
            sent = found.values.get("code")
            code: Optional[str] = _DATA.get("aliases", {}).get(sent, sent)
            # Without a code on the wire, use the codes with this status.
            fitting = [] if code is not None else [
                name for name, data in codes.items() if data["status"] == status and _writer_of(variants, name, status) is variant
            ]
            if not fitting and _writer_of(variants, code or "", status) is not variant:
                continue
            known = code if code is not None else fitting[0] if len(fitting) == 1 else None
            entry = codes.get(known) if known is not None else None
            if status < 400 and not _DATA.get("marked") and (entry is None or entry["status"] != status):
                continue
            return _to_failure(status, headers, found, known, entry, {codes[name]["retry"] for name in fitting})
    return None


def _writer_of(variants: Sequence[Mapping[str, Any]], code: str, status: int) -> Optional[Mapping[str, Any]]:
    for variant in variants:
        if "class" in variant and (variant["class"] == "5xx") != (status >= 500):
            continue
        if "codes" in variant and code not in variant["codes"]:
            continue
        return variant
    return None


def _to_failure(
    status: int, headers: Mapping[str, str], found: _Found, code: Optional[str], entry: Optional[Mapping[str, Any]], verdicts: Any
) -> Failure:
    link = re.search(r'<([^>]*)>\s*;\s*rel="?help', headers.get("link", ""), re.IGNORECASE)
    page = _DATA.get("docs")
    docs = found.values.get("docs") or (link.group(1) if link else None)
    if docs is None and page is not None and code is not None:
        docs = page.replace("{code}", _quote(code))
    retry_after = retry_after_of(headers)
    return Failure(
        "api",
        known=entry is not None,
        code=code,
        status=status,
        message=found.values.get("message"),
        details=_details_of(found, entry),
        issues=[_to_issue(issue) for issue in found.issues],
        param=found.values.get("param"),
        request_id=found.values.get("requestId") or headers.get(_DATA["requestId"]),
        retry_after=found.values.get("retryAfter") if retry_after is None else retry_after,
        retry=entry["retry"] if entry is not None else next(iter(verdicts)) if len(verdicts) == 1 else None,
        docs=docs,
    )


def _quote(code: str) -> str:
    from urllib.parse import quote

    return quote(code, safe="!'()*-._~")


def _details_of(found: _Found, entry: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    given = {**found.spread, **found.details}
    if entry is None:
        return given
    parsed = entry.get("parsed", ()) if found.as_text else ()
    return {name: _parse_detail(given[name]) if name in parsed else given[name] for name in entry.get("details", ()) if name in given}


def _parse_detail(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def _to_issue(found: Mapping[str, Any]) -> Issue:
    issue: Dict[str, Any] = {}
    for name, value in found.items():
        if not name.startswith("issue."):
            continue
        member = name[len("issue."):]
        issue["path" if member in ("parameter", "header") else member] = value
        if member == "header":
            issue.setdefault("location", "header")
        if member == "pointer":
            issue.setdefault("location", "body")
    return Issue(**issue)

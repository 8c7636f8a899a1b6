import json
import urllib.request
import uuid
from typing import Any, Callable

from errors import ApiError, CardDeclinedError, with_retry


def pay(url: str, amount: int) -> Any:
    key = str(uuid.uuid4())
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(url, json.dumps({"amount": amount}).encode(), headers, method="POST")
    send: Callable[[], Any] = lambda: urllib.request.urlopen(request, timeout=10)
    with with_retry(send, "POST", key) as response:
        return json.load(response)


def buy(url: str, amount: int) -> str:
    try:
        return f"paid: {pay(url, amount)['id']}"
    except CardDeclinedError as error:
        return f"declined: {error.details['reason']}"
    except ApiError as error:
        return f"failed, request {error.request_id}: {error}"

"""What mypy --strict accepts and rejects of a generated client."""

from typing import Optional

from nested import ApiError, LockedError, RateLimitError, raise_for_failure


def handle(response: object) -> Optional[int]:
    try:
        raise_for_failure(response)
    except RateLimitError as error:
        seconds: int = error.details["seconds"]
        return error.retry_after or seconds
    except LockedError as error:
        by: str = error.details["by"]
        print(by, error.details["missing"])
        wrong: int = error.details["by"]
        return wrong
    except ApiError as error:
        print(error.code)
    return None

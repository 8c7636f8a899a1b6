"""Test generated clients: the decision table, the responses of all envelopes, and calls to a real server. The folder of the clients is the argument."""

import importlib
import json
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

folder = Path(sys.argv.pop(1))
server = sys.argv.pop(1)
sys.path.insert(0, str(folder))
fixtures = json.loads((folder / "fixtures.json").read_text("utf-8"))
nested = importlib.import_module("nested")


def failure_of(case):
    if case["phase"] in ("not sent", "maybe sent"):
        return nested.Failure("unanswered", sent="no" if case["phase"] == "not sent" else "maybe", reason="reset")
    kind = "undecodable" if case["phase"] == "undecodable" else "api"
    retry = None if case["verdict"] == "unknown" else case["verdict"]
    return nested.Failure(kind, known=retry is not None, status=case["status"], retry=retry, retry_after=case["retryAfter"])


class Decisions(unittest.TestCase):
    def test_should_retry_decides_as_the_table_says(self):
        for case in fixtures["decisions"]:
            if case["phase"] == "aborted":
                continue
            decision = nested.should_retry(failure_of(case), case["method"], "k" if case["key"] else None)
            want = case["want"]
            with self.subTest(case=case, decision=decision):
                if want == "backoff":
                    self.assertTrue(decision.retry and 0 <= decision.after <= 0.5)
                elif isinstance(want, int):
                    self.assertEqual((decision.retry, decision.after), (True, want))
                else:
                    self.assertEqual((decision.retry, decision.reason), (False, want))

    def test_the_wait_is_read_from_retry_after_then_from_an_exhausted_rate_limit(self):
        for row in fixtures["waits"]:
            with self.subTest(row=row):
                self.assertEqual(nested.retry_after_of(row["headers"]), row["seconds"])

    def test_the_backoff_grows_and_is_at_most_20_seconds(self):
        failure = nested.Failure("unanswered", sent="no")
        for row in fixtures["backoff"]:
            waits = [nested.should_retry(failure, attempt=row["attempt"], attempts=10**9).after for _ in range(500)]
            self.assertTrue(all(0 <= wait <= row["most"] for wait in waits))
            self.assertGreater(max(waits), row["most"] * 0.8)


class Reading(unittest.TestCase):
    def test_what_a_client_reads_is_what_the_server_sent(self):
        for example in fixtures["examples"]:
            module = importlib.import_module(example["envelope"])
            want = example["want"]
            for body in (example["body"], example["body"].encode(), json.loads(example["body"])):
                failure = module.read((example["status"], example["headers"], body))
                with self.subTest(envelope=example["envelope"], want=want):
                    if not example["isFailure"]:
                        self.assertIsNone(failure)
                        continue
                    got = {
                        "code": failure.code,
                        "status": failure.status,
                        "message": failure.message,
                        "details": failure.details,
                        "param": failure.param,
                        "requestId": failure.request_id,
                        "retryAfter": failure.retry_after,
                        "retry": failure.retry,
                        "docs": failure.docs,
                        "issues": [{name: value for name, value in vars(issue).items() if value is not None} for issue in failure.issues],
                    }
                    self.assertEqual({name: value for name, value in got.items() if value is not None}, want)
                    self.assertEqual(failure.known, "code" in want)

    def test_hostile_bodies_do_not_raise_and_keep_at_most_8_kb(self):
        for example in fixtures["examples"]:
            module = importlib.import_module(example["envelope"])
            body = example["body"]
            for text in [body[:cut] for cut in range(0, len(body), 7)] + ["<html>" * 10_000, "[" * 200_000, "{}", "null", "\udc80", "€" * 9000]:
                for status in (200, 502):
                    failure = module.read((status, {"Retry-After": "soon"}, text))
                    if failure is not None and failure.kind != "api":
                        self.assertEqual((failure.kind, failure.status), ("undecodable", 502))
                        self.assertLessEqual(len(failure.text.encode("utf-8", "replace")), 8192)

    def test_codes_that_the_client_lacks_are_failures_without_a_class(self):
        failure = nested.read((409, {}, {"error": {"code": "brand_new", "message": "M.", "request_id": "r", "details": {"a": 1}}}))
        self.assertEqual((failure.known, failure.code, failure.details), (False, "brand_new", {"a": 1}))
        with self.assertRaises(nested.ApiError) as raised:
            raise nested.to_error(failure)
        self.assertIs(type(raised.exception), nested.ApiError)

    def test_errors_of_the_network_tell_whether_the_request_was_sent(self):
        try:
            urllib.request.urlopen("http://127.0.0.1:1/")
        except urllib.error.URLError as error:
            failure = nested.read(error)
        self.assertEqual((failure.kind, failure.sent, failure.reason), ("unanswered", "no", "refused"))
        for error, want in ((TimeoutError(), ("maybe", "timeout")), (ConnectionResetError(), ("maybe", "reset")), (None, ("maybe", "reset"))):
            failure = nested.read(error)
            self.assertEqual((failure.sent, failure.reason), want)


class Calls(unittest.TestCase):
    def call(self, path, method="GET", key=None, **options):
        headers = {} if key is None else {"Idempotency-Key": key}
        send = lambda: urllib.request.urlopen(urllib.request.Request(server + path, b"{}" if method == "POST" else None, headers, method=method), timeout=10)
        return nested.with_retry(send, method, key, sleep=lambda seconds: None, **options)

    def test_a_code_is_raised_as_its_class(self):
        try:
            self.call("/py/slow")
        except nested.RateLimitError as error:
            self.assertEqual((error.code, error.retry_after, error.details["seconds"], error.status), ("slow_down", 61, 61, 429))
        else:
            self.fail("no error")
        try:
            urllib.request.urlopen(server + "/py/slow")
        except urllib.error.HTTPError as error:
            with self.assertRaises(nested.RateLimitError):
                nested.raise_for_failure(error)

    def test_a_get_is_repeated_until_it_succeeds(self):
        with self.call("/py/flaky") as response:
            self.assertEqual(json.load(response), {"done": True})

    def test_a_post_with_a_key_is_repeated(self):
        with self.call("/py/flaky-post", "POST", "k1") as response:
            self.assertEqual(json.load(response), {"done": True})

    def test_a_post_without_a_key_is_sent_once(self):
        for path in ("/py/status/500", "/py/status/502", "/py/status/503", "/py/status/599", "/py/reset"):
            with self.assertRaises(nested.ApiError):
                self.call(path, "POST")

    def test_an_empty_budget_ends_retries(self):
        with self.assertRaises(nested.ApiError):
            self.call("/py/budget", budget=nested.RetryBudget(5))

    def test_an_error_of_the_caller_is_raised_as_it_is(self):
        with self.assertRaises(nested.ApiError) as raised:
            nested.with_retry(lambda: (500, {}, ""), "POST")
        self.assertEqual(raised.exception.status, 500)


if __name__ == "__main__":
    unittest.main()

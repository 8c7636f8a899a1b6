package apierrors

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"
)

type decisionCase struct {
	Phase, Verdict, Method string
	Status                 int
	Key                    bool
	RetryAfter             *int
	Want                   any
}

type example struct {
	Envelope, Body string
	Status         int
	Headers        map[string]string
	IsFailure      bool
	Want           map[string]any
}

type fixtureFile struct {
	Decisions []decisionCase
	Waits     []struct {
		Headers map[string]string
		Seconds *int
	}
	Backoff []struct {
		Attempt int
		Most    float64
	}
	Examples []example
}

var fixtures = func() (read fixtureFile) {
	text, err := os.ReadFile("fixtures.json")
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil {
		panic(err)
	}
	return read
}()

func failureOf(c decisionCase) *APIError {
	switch c.Phase {
	case "not sent":
		return &APIError{Kind: KindUnanswered, Reason: "refused"}
	case "maybe sent":
		return &APIError{Kind: KindUnanswered, MaybeSent: true, Reason: "reset"}
	case "aborted":
		return &APIError{Kind: KindUnanswered, MaybeSent: true, Reason: "aborted"}
	}
	failure := &APIError{Kind: KindAPI, Status: c.Status, RetryAfter: c.RetryAfter}
	if c.Phase == "undecodable" {
		failure.Kind = KindUndecodable
	}
	if c.Verdict != "unknown" {
		failure.Known, failure.Retry = true, Retry(c.Verdict)
	}
	return failure
}

func TestShouldRetryDecidesAsTheTableSays(t *testing.T) {
	for _, c := range fixtures.Decisions {
		key := ""
		if c.Key {
			key = "k"
		}
		decision := ShouldRetry(failureOf(c), Attempt{Method: c.Method, Key: key, Number: 1})
		ok := false
		switch want := c.Want.(type) {
		case float64:
			ok = decision.Retry && decision.After == time.Duration(want)*time.Second
		case string:
			if want == "backoff" {
				ok = decision.Retry && decision.After >= 0 && decision.After <= time.Second/2
			} else {
				ok = !decision.Retry && decision.Reason == want
			}
		}
		if !ok {
			t.Errorf("%+v gives %+v", c, decision)
		}
	}
}

func headerOf(headers map[string]string) http.Header {
	header := http.Header{}
	for name, value := range headers {
		header.Set(name, value)
	}
	return header
}

func TestTheWaitIsReadFromRetryAfterThenFromAnExhaustedRateLimit(t *testing.T) {
	for _, row := range fixtures.Waits {
		if got := retryAfterOf(headerOf(row.Headers)); !reflect.DeepEqual(got, row.Seconds) {
			t.Errorf("%v: got %v", row.Headers, got)
		}
	}
}

func TestTheBackoffIsAtMost20Seconds(t *testing.T) {
	for _, row := range fixtures.Backoff {
		longest := 0.0
		for count := 0; count < 500; count++ {
			decision := ShouldRetry(&APIError{Kind: KindUnanswered}, Attempt{Number: row.Attempt, Attempts: 1 << 30})
			if seconds := decision.After.Seconds(); seconds > longest {
				longest = seconds
			}
		}
		if longest > row.Most || longest < row.Most*0.8 {
			t.Errorf("attempt %d waits %f s", row.Attempt, longest)
		}
	}
}

func own() string {
	name, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return name[strings.LastIndex(name, "/")+1:]
}

func set(got map[string]any, name string, value any) {
	if value != "" && !reflect.ValueOf(value).IsZero() {
		got[name] = value
	}
}

func TestWhatAClientReadsIsWhatTheServerSent(t *testing.T) {
	count := 0
	for _, each := range fixtures.Examples {
		if each.Envelope != own() {
			continue
		}
		count++
		failure := Read(each.Status, headerOf(each.Headers), []byte(each.Body))
		if !each.IsFailure {
			if failure != nil {
				t.Errorf("%d %s is a failure", each.Status, each.Body)
			}
			continue
		}
		got := map[string]any{"status": failure.Status, "details": failure.RawDetails}
		set(got, "code", failure.Code)
		set(got, "message", failure.Message)
		set(got, "param", failure.Param)
		set(got, "requestId", failure.RequestID)
		set(got, "retry", string(failure.Retry))
		set(got, "docs", failure.Docs)
		if failure.RetryAfter != nil {
			got["retryAfter"] = *failure.RetryAfter
		}
		issues := []any{}
		for _, issue := range failure.Issues {
			values := map[string]any{"path": issue.Path, "message": issue.Message}
			set(values, "location", issue.Location)
			set(values, "pointer", issue.Pointer)
			set(values, "keyword", issue.Keyword)
			set(values, "code", issue.Code)
			issues = append(issues, values)
		}
		got["issues"] = issues
		want := each.Want
		// A Go string is empty where the server sent none.
		if want["param"] == "" {
			delete(want, "param")
		}
		if each.Envelope == "kyc" {
			// Go reads the members of an object in no order.
			for _, list := range [][]any{issues, want["issues"].([]any)} {
				sort.Slice(list, func(a, b int) bool { return fmt.Sprint(list[a]) < fmt.Sprint(list[b]) })
			}
		}
		left, _ := json.Marshal(got)
		right, _ := json.Marshal(want)
		if string(left) != string(right) {
			t.Errorf("got  %s\nwant %s", left, right)
		}
		if _, hasCode := want["code"]; failure.Known != hasCode {
			t.Errorf("%v is known: %v", want["code"], failure.Known)
		}
	}
	if count == 0 {
		t.Error("no example")
	}
}

func TestHostileBodiesKeepAtMost8KB(t *testing.T) {
	for _, each := range fixtures.Examples {
		bodies := []string{strings.Repeat("<html>", 10_000), strings.Repeat("[", 200_000), "{}", "null", "\xff", strings.Repeat("€", 9000)}
		for cut := 0; cut < len(each.Body); cut += 7 {
			bodies = append(bodies, each.Body[:cut])
		}
		for _, body := range bodies {
			failure := Read(502, http.Header{}, []byte(body))
			if failure.Kind == KindUndecodable && (len(failure.Text) > 8192 || failure.Status != 502) {
				t.Errorf("%.40s: %d bytes", body, len(failure.Text))
			}
		}
	}
}

func TestCallsOfARealServer(t *testing.T) {
	server := os.Getenv("SERVER")
	if own() != "nested" {
		t.Skip("one envelope is enough")
	}
	client := &http.Client{Transport: &Transport{MaxWait: 10 * time.Millisecond}}
	call := func(method, path, key string) (*http.Response, error) {
		request, err := http.NewRequest(method, server+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			request.Header.Set("Idempotency-Key", key)
		}
		return client.Do(request)
	}

	response, err := call("GET", "/go/slow", "")
	if err != nil {
		t.Fatal(err)
	}
	err = Check(response)
	var slow *RateLimitError
	if !errors.As(err, &slow) || slow.Code != "slow_down" || *slow.RetryAfter != 61 || slow.Details.Seconds != 61 {
		t.Errorf("got %v", err)
	}
	var failed *APIError
	var locked *LockedError
	if !errors.As(err, &failed) || errors.As(err, &locked) {
		t.Errorf("%T is the wrong type", err)
	}
	var body struct{ Error struct{ Code string } }
	if json.NewDecoder(response.Body).Decode(&body) != nil || body.Error.Code != "slow_down" {
		t.Error("the body must stay readable")
	}

	for _, path := range []string{"/go/flaky", "/go/flaky-post"} {
		method, key := "GET", ""
		if path == "/go/flaky-post" {
			method, key = "POST", "k1"
		}
		response, err = call(method, path, key)
		if err != nil || Check(response) != nil || response.StatusCode != 200 {
			t.Errorf("%s: %v %v", path, response, err)
		}
	}
	for _, path := range []string{"/go/status/500", "/go/status/502", "/go/status/503", "/go/status/599", "/go/reset"} {
		response, err = call("POST", path, "")
		if err == nil && Check(response) == nil {
			t.Errorf("%s is no failure", path)
		}
	}

	client.Transport = &Transport{Budget: NewRetryBudget(5), MaxWait: time.Millisecond}
	if response, err = call("GET", "/go/budget", ""); err != nil || response.StatusCode != 500 {
		t.Errorf("got %v, %v", response, err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	request, _ := http.NewRequestWithContext(stopped, "GET", server+"/go/never", nil)
	if _, err = client.Do(request); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err = FromError(err); !errors.As(err, &failed) || failed.Reason != "aborted" {
		t.Errorf("got %v", err)
	}
	_, err = (&http.Client{}).Get("http://127.0.0.1:1/")
	if !errors.As(FromError(err), &failed) || failed.MaybeSent || failed.Reason != "refused" {
		t.Errorf("got %v", err)
	}
}

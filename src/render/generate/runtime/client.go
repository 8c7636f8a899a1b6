// Package apierrors reads the failures of an API as errors, and decides about retries.
package apierrors

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Kind says who failed: the API with an error in its envelope, something else that responded, or the connection.
type Kind string

const (
	KindAPI         Kind = "api"
	KindUndecodable Kind = "undecodable"
	KindUnanswered  Kind = "unanswered"
)

// Retry says whether the same request may be sent again: the catalog's verdict for a code.
type Retry string

const (
	RetryNever      Retry = "never"
	RetryAfter      Retry = "after"
	RetryIdempotent Retry = "idempotent"
	RetrySameKey    Retry = "same-key"
	RetryCheckFirst Retry = "check-first"
)

// The most bytes of a body to read, and to keep of one that is no JSON of the API.
const (
	maxBytes = 1 << 20
	maxText  = 8192
)

// Issue is one invalid part of a request.
type Issue struct {
	Path, Message, Location, Pointer, Keyword, Code string
}

// APIError is a failure of the API. Each code has a type that embeds it; errors.As finds both.
type APIError struct {
	Kind Kind
	// Known says whether this client has the code.
	Known      bool
	Code       string
	Status     int
	Message    string
	RawDetails map[string]any
	Issues     []Issue
	Param      string
	RequestID  string
	// RetryAfter is how many seconds the server asks to wait; nil if it does not ask.
	RetryAfter *int
	// Retry is empty for codes that this client lacks.
	Retry Retry
	Docs  string
	// ContentType and Text describe a body that is not in the envelope of the API; Text has at most 8 KB.
	ContentType, Text string
	// MaybeSent says of a request without a response whether it may have reached the server.
	MaybeSent bool
	// Reason says why there was no response: refused, reset, timeout or aborted.
	Reason string
	// Err is the error of the connection.
	Err error
}

func (e *APIError) Error() string {
	switch {
	case e.Message != "":
		return e.Message
	case e.Kind == KindUnanswered:
		return "no response: " + e.Reason
	}
	return "status " + strconv.Itoa(e.Status)
}

func (e *APIError) Unwrap() error { return e.Err }

// Check returns the failure of a response as an error of its code's type, or nil for a success. The body stays readable.
func Check(response *http.Response) error {
	if response.StatusCode < 400 && !(catalog.ReadsSuccesses && isJSON.MatchString(response.Header.Get("Content-Type"))) {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBytes+1))
	rest := response.Body
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), rest}
	if err != nil {
		return FromError(err)
	}
	failure := Read(response.StatusCode, response.Header, body)
	if failure == nil {
		return nil
	}
	return toTyped(failure)
}

var isJSON = regexp.MustCompile(`(?i)[/+]json *(;|$)`)

// FromError returns the error of an HTTP client as an APIError that says whether the request may have been sent.
func FromError(err error) error {
	var failed *APIError
	if err == nil || errors.As(err, &failed) {
		return err
	}
	failure := &APIError{Kind: KindUnanswered, MaybeSent: true, Reason: "reset", Err: err}
	var dns *net.DNSError
	var operation *net.OpError
	if errors.As(err, &dns) || errors.Is(err, syscall.ECONNREFUSED) || (errors.As(err, &operation) && operation.Op == "dial") {
		failure.MaybeSent, failure.Reason = false, "refused"
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		failure.Reason = "timeout"
	}
	if errors.Is(err, context.Canceled) {
		failure.Reason = "aborted"
	}
	return failure
}

// Read returns the failure in a response, or nil for a success.
func Read(status int, header http.Header, body []byte) *APIError {
	var value any
	if len(body) <= maxBytes && json.Unmarshal(body, &value) == nil {
		if failure := decode(status, header, value); failure != nil {
			return failure
		}
	}
	if status < 400 {
		return nil
	}
	return &APIError{
		Kind: KindUndecodable, Status: status, ContentType: header.Get("Content-Type"), Text: cut(body),
		RequestID: header.Get(catalog.RequestID), RetryAfter: retryAfterOf(header),
	}
}

func cut(body []byte) string {
	if len(body) > maxText {
		body = body[:maxText]
	}
	return strings.ToValidUTF8(string(body), "")
}

// Attempt is a request that was sent.
type Attempt struct {
	Method string
	// Key is the Idempotency-Key that the next attempt sends too.
	Key string
	// Number counts attempts from 1.
	Number int
	// Attempts is the most attempts; 0 means 3.
	Attempts int
	// MaxWait is the longest wait for the next attempt; 0 means 60 s.
	MaxWait time.Duration
}

// Decision says whether to send a request again, after which wait.
type Decision struct {
	Retry  bool
	After  time.Duration
	Reason string
}

// ShouldRetry decides whether a request that failed is sent again: by the verdict of its code, its method and its Idempotency-Key.
func ShouldRetry(err error, attempt Attempt) Decision {
	var failure *APIError
	if !errors.As(FromError(err), &failure) {
		return Decision{Reason: "never"}
	}
	if reason := reasonAgainst(failure, isIdempotent(attempt.Method), attempt.Key != ""); reason != "" {
		return Decision{Reason: reason}
	}
	attempts, maxWait, number := attempt.Attempts, attempt.MaxWait, attempt.Number
	if attempts == 0 {
		attempts = 3
	}
	if maxWait == 0 {
		maxWait = time.Minute
	}
	if number >= attempts {
		return Decision{Reason: "no attempts left"}
	}
	if failure.RetryAfter != nil && *failure.RetryAfter > 0 {
		asked := time.Duration(math.MaxInt64)
		if int64(*failure.RetryAfter) < int64(asked/time.Second) {
			asked = time.Duration(*failure.RetryAfter) * time.Second
		}
		if asked > maxWait {
			return Decision{After: asked, Reason: "wait too long"}
		}
		return Decision{Retry: true, After: asked}
	}
	most := math.Min(20, 0.5*math.Pow(2, math.Max(0, float64(number-1))))
	wait := time.Duration(rand.Float64() * most * float64(time.Second))
	if wait > maxWait {
		wait = maxWait
	}
	return Decision{Retry: true, After: wait}
}

func isIdempotent(method string) bool {
	switch strings.ToUpper(method) {
	case "", "GET", "HEAD", "OPTIONS", "PUT", "DELETE":
		return true
	}
	return false
}

func reasonAgainst(failure *APIError, isIdempotent, hasKey bool) string {
	isSafe := isIdempotent || hasKey
	if failure.Kind == KindUnanswered {
		switch {
		case failure.Reason == "aborted":
			return "aborted"
		case !failure.MaybeSent || isSafe:
			return ""
		}
		return "unknown outcome"
	}
	verdict := failure.Retry
	if verdict == "" {
		verdict = verdictOfStatus(failure)
	}
	switch {
	case verdict == RetryNever:
		return "never"
	case verdict == RetryAfter:
		return ""
	case verdict == RetrySameKey && !hasKey:
		return "no key"
	case verdict == RetryCheckFirst && !isSafe:
		return "unknown outcome"
	case !isSafe:
		return "not idempotent"
	}
	return ""
}

func verdictOfStatus(failure *APIError) Retry {
	switch {
	case (failure.Status == 429 || failure.Status == 503) && failure.RetryAfter != nil:
		return RetryAfter
	case failure.Status < 500:
		return RetryNever
	}
	return RetryIdempotent
}

// RetryBudget holds tokens for retries: a retry takes 5, after a timeout 10. Successes refill it up to its size.
type RetryBudget struct {
	mutex sync.Mutex
	size  int
	left  int
}

// NewRetryBudget returns a full budget; the usual size is 500.
func NewRetryBudget(size int) *RetryBudget { return &RetryBudget{size: size, left: size} }

func (b *RetryBudget) take(tokens int) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if tokens > b.left {
		return false
	}
	b.left -= tokens
	return true
}

func (b *RetryBudget) give(tokens int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if tokens < 1 {
		tokens = 1
	}
	if b.left += tokens; b.left > b.size {
		b.left = b.size
	}
}

var defaultBudget = NewRetryBudget(500)

// Transport sends a request again if the catalog allows it. It keeps the Idempotency-Key of the request, and sends a body again only if
// the request has GetBody, as those of http.NewRequest do.
type Transport struct {
	// Base sends each attempt; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Attempts is the most attempts; 0 means 3.
	Attempts int
	// MaxWait is the longest wait for the next attempt; 0 means 60 s.
	MaxWait time.Duration
	// Budget is shared by the requests to one server; nil means one budget for the process.
	Budget *RetryBudget
}

// RoundTrip implements http.RoundTripper. It returns the last response, also if that is a failure: see Check.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	base, budget := t.Base, t.Budget
	if base == nil {
		base = http.DefaultTransport
	}
	if budget == nil {
		budget = defaultBudget
	}
	cost := 0
	for number := 1; ; number++ {
		sent := request
		if number > 1 {
			sent = request.Clone(request.Context())
			if request.GetBody != nil {
				body, err := request.GetBody()
				if err != nil {
					return nil, err
				}
				sent.Body = body
			}
		}
		response, err := base.RoundTrip(sent)
		failure := FromError(err)
		if err == nil {
			failure = Check(response)
		}
		if failure == nil {
			budget.give(cost)
			return response, nil
		}
		key := request.Header.Get("Idempotency-Key")
		decision := ShouldRetry(failure, Attempt{Method: request.Method, Key: key, Number: number, Attempts: t.Attempts, MaxWait: t.MaxWait})
		cost = costOf(failure)
		if !decision.Retry || (request.Body != nil && request.Body != http.NoBody && request.GetBody == nil) || !budget.take(cost) {
			return response, err
		}
		if response != nil {
			response.Body.Close()
		}
		timer := time.NewTimer(decision.After)
		select {
		case <-timer.C:
		case <-request.Context().Done():
			timer.Stop()
			return nil, request.Context().Err()
		}
	}
}

func costOf(err error) int {
	var failure *APIError
	if errors.As(err, &failure) && failure.Kind == KindUnanswered && failure.Reason == "timeout" {
		return 10
	}
	return 5
}

var (
	seconds = regexp.MustCompile(`^[0-9]{1,15}$`)
	isEmpty = regexp.MustCompile(`;\s*r=0\b`)
	reset   = regexp.MustCompile(`;\s*t=([0-9]{1,15})`)
	help    = regexp.MustCompile(`(?i)<([^>]*)>\s*;\s*rel="?help`)
)

// retryAfterOf reads Retry-After, else the latest reset of an exhausted quota in RateLimit.
func retryAfterOf(header http.Header) *int {
	value := header.Get("Retry-After")
	if seconds.MatchString(value) {
		wait, _ := strconv.Atoi(value)
		return &wait
	}
	if until, err := http.ParseTime(value); err == nil {
		now, err := http.ParseTime(header.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		wait := int(math.Max(0, math.Ceil(until.Sub(now).Seconds())))
		return &wait
	}
	var latest *int
	for _, quota := range strings.Split(header.Get("RateLimit"), ",") {
		found := reset.FindStringSubmatch(quota)
		if found == nil || !isEmpty.MatchString(quota) {
			continue
		}
		wait, _ := strconv.Atoi(found[1])
		if latest == nil || wait > *latest {
			latest = &wait
		}
	}
	return latest
}

type template struct {
	Kind, Name, Type         string
	Value                    any
	Optional, Spread, ByPath bool
	Items, Nodes             []*template
	Members                  map[string]*template
	As, Of                   *template
}

type variant struct {
	Class    string
	Codes    []string
	Template *template
}

type codeData struct {
	Status          int
	Retry           Retry
	Details, Parsed []string
}

type catalogData struct {
	Codes          map[string]*codeData
	Aliases        map[string]string
	Envelopes      [][]*variant
	RequestID      string
	Docs           string
	Marked         bool
	ReadsSuccesses bool
}

var catalog = func() (data catalogData) {
	if err := json.Unmarshal([]byte(catalogText), &data); err != nil {
		panic(err)
	}
	return data
}()

// found holds the values that a template found in a body.
type found struct {
	values  map[string]any
	details map[string]any
	spread  map[string]any
	issues  []map[string]any
	asText  bool
}

func join(parts ...*found) *found {
	all := &found{values: map[string]any{}, details: map[string]any{}}
	for _, part := range parts {
		if part == nil {
			return nil
		}
		for name, value := range part.values {
			all.values[name] = value
		}
		for name, value := range part.details {
			all.details[name] = value
		}
		if part.spread != nil {
			all.spread = part.spread
		}
		if part.issues != nil {
			all.issues = part.issues
		}
		all.asText = all.asText || part.asText
	}
	return all
}

// match reads a body by a template; nil if the template cannot write that body. It ignores unknown members.
func match(node *template, value any) *found {
	switch node.Kind {
	case "literal":
		switch value.(type) {
		case nil, bool, string, float64:
			if value == node.Value {
				return &found{}
			}
		}
		return nil
	case "variable":
		return matchVariable(node, value)
	case "detail":
		return &found{details: map[string]any{node.Name: value}}
	case "list":
		if items, ok := value.([]any); ok {
			return matchItems(node.Items, items)
		}
		return nil
	case "object":
		if members, ok := value.(map[string]any); ok {
			return matchMembers(node, members)
		}
		return nil
	case "each":
		return matchIssues(node, value)
	case "first":
		for _, inner := range node.Nodes {
			if found := match(inner, value); found != nil {
				return found
			}
		}
		return nil
	}
	return matchText(node.Of, value)
}

func matchVariable(node *template, value any) *found {
	switch typed := value.(type) {
	case map[string]any:
		if node.Type == "object" {
			return &found{details: typed}
		}
	case float64:
		if node.Type == "integer" && typed == math.Trunc(typed) {
			return &found{values: map[string]any{node.Name: typed}}
		}
	case string:
		if node.Type == "string" {
			return &found{values: map[string]any{node.Name: typed}}
		}
	}
	return nil
}

func matchMembers(node *template, value map[string]any) *found {
	var parts []*found
	for name, member := range node.Members {
		if inner, ok := value[name]; ok {
			parts = append(parts, match(member, inner))
		} else if !member.Optional {
			return nil
		}
	}
	if node.Spread {
		spread := map[string]any{}
		for name, inner := range value {
			if node.Members[name] == nil {
				spread[name] = inner
			}
		}
		parts = append(parts, &found{spread: spread})
	}
	return join(parts...)
}

func matchItems(items []*template, values []any) *found {
	var parts []*found
	start := 0
	for _, item := range items {
		var part *found
		for index := start; index < len(values) && part == nil; index++ {
			if part = match(item, values[index]); part != nil {
				start = index + 1
			}
		}
		if part == nil && item.Optional {
			part = &found{}
		}
		parts = append(parts, part)
	}
	return join(parts...)
}

func matchIssues(node *template, value any) *found {
	lists := map[string]any{"": value}
	if node.ByPath {
		byPath, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		lists = byPath
	}
	paths := make([]string, 0, len(lists))
	for path := range lists {
		paths = append(paths, path)
	}
	// Go does not keep the order of members.
	sort.Strings(paths)
	var parts []*found
	for _, path := range paths {
		items, ok := lists[path].([]any)
		if !ok {
			return nil
		}
		for _, item := range items {
			part := match(node.As, item)
			if node.ByPath {
				part = join(&found{values: map[string]any{"issue.path": path}}, part)
			}
			parts = append(parts, part)
		}
	}
	all := join(parts...)
	if all == nil || len(parts) == 0 {
		return nil
	}
	for _, part := range parts {
		all.issues = append(all.issues, part.values)
	}
	return all
}

func matchText(node *template, value any) *found {
	if members, ok := value.(map[string]any); ok {
		for _, inner := range members {
			if _, ok := inner.(string); !ok {
				return nil
			}
		}
	} else if text, ok := value.(string); !ok {
		return nil
	} else if node.Type == "integer" {
		number, err := strconv.Atoi(text)
		if err != nil || strconv.Itoa(number) != text {
			return nil
		}
		value = float64(number)
	}
	part := match(node, value)
	if part == nil {
		return nil
	}
	return join(part, &found{asText: true})
}

func decode(status int, header http.Header, body any) *APIError {
	for _, variants := range catalog.Envelopes {
		for _, each := range variants {
			read := match(each.Template, body)
			if read == nil {
				continue
			}
			code, hasCode := read.values["code"].(string)
			if current, ok := catalog.Aliases[code]; ok {
				code = current
			}
			var fitting []string
			if !hasCode {
				// Without a code on the wire, use the codes with this status.
				for name, data := range catalog.Codes {
					if data.Status == status && writerOf(variants, name, status) == each {
						fitting = append(fitting, name)
					}
				}
			}
			if len(fitting) == 0 && writerOf(variants, code, status) != each {
				continue
			}
			if len(fitting) == 1 {
				code = fitting[0]
			}
			data := catalog.Codes[code]
			if status < 400 && !catalog.Marked && (data == nil || data.Status != status) {
				continue
			}
			return toFailure(status, header, read, code, data, fitting)
		}
	}
	return nil
}

func writerOf(variants []*variant, code string, status int) *variant {
	for _, each := range variants {
		if each.Class != "" && (each.Class == "5xx") != (status >= 500) {
			continue
		}
		if each.Codes == nil || contains(each.Codes, code) {
			return each
		}
	}
	return nil
}

func contains(names []string, name string) bool {
	for _, each := range names {
		if each == name {
			return true
		}
	}
	return false
}

func toFailure(status int, header http.Header, read *found, code string, data *codeData, fitting []string) *APIError {
	text := func(name string) string {
		value, _ := read.values[name].(string)
		return value
	}
	failure := &APIError{
		Kind: KindAPI, Known: data != nil, Code: code, Status: status, Message: text("message"), Param: text("param"),
		RequestID: text("requestId"), RetryAfter: retryAfterOf(header), Docs: text("docs"), RawDetails: detailsOf(read, data),
	}
	if failure.RequestID == "" {
		failure.RequestID = header.Get(catalog.RequestID)
	}
	if wait, ok := read.values["retryAfter"].(float64); ok && failure.RetryAfter == nil {
		seconds := int(wait)
		failure.RetryAfter = &seconds
	}
	if link := help.FindStringSubmatch(header.Get("Link")); failure.Docs == "" && link != nil {
		failure.Docs = link[1]
	}
	if failure.Docs == "" && code != "" {
		failure.Docs = strings.ReplaceAll(catalog.Docs, "{code}", url.PathEscape(code))
	}
	if data != nil {
		failure.Retry = data.Retry
	}
	for index, name := range fitting {
		if verdict := catalog.Codes[name].Retry; index == 0 {
			failure.Retry = verdict
		} else if failure.Retry != verdict {
			failure.Retry = ""
		}
	}
	for _, issue := range read.issues {
		failure.Issues = append(failure.Issues, toIssue(issue))
	}
	return failure
}

// detailsOf returns the declared details of a known code, or all that an unknown code sent.
func detailsOf(read *found, data *codeData) map[string]any {
	given := map[string]any{}
	for _, members := range []map[string]any{read.spread, read.details} {
		for name, value := range members {
			given[name] = value
		}
	}
	if data == nil {
		return given
	}
	details := map[string]any{}
	for _, name := range data.Details {
		value, ok := given[name]
		if !ok {
			continue
		}
		if text, isText := value.(string); isText && read.asText && contains(data.Parsed, name) {
			var parsed any
			if json.Unmarshal([]byte(text), &parsed) == nil {
				value = parsed
			}
		}
		details[name] = value
	}
	return details
}

func toIssue(values map[string]any) Issue {
	text := func(names ...string) string {
		for _, name := range names {
			if value, ok := values["issue."+name].(string); ok {
				return value
			}
		}
		return ""
	}
	issue := Issue{
		Path: text("path", "parameter", "header"), Message: text("message"), Location: text("location"), Pointer: text("pointer"),
		Keyword: text("keyword"), Code: text("code"),
	}
	if issue.Location == "" && text("header") != "" {
		issue.Location = "header"
	}
	if issue.Location == "" && text("pointer") != "" {
		issue.Location = "body"
	}
	return issue
}

// unmarshalDetails fills a struct of details; members of another type stay empty.
func unmarshalDetails(details map[string]any, to any) {
	text, err := json.Marshal(details)
	if err == nil {
		_ = json.Unmarshal(text, to)
	}
}

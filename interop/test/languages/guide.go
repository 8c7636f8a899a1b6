package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"clients/shop/apierrors"
)

var client = &http.Client{Transport: &apierrors.Transport{}}

func buy(url, key, body string) (string, error) {
	request, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	response, err := client.Do(request)
	if err != nil {
		return "", apierrors.FromError(err)
	}
	defer response.Body.Close()
	err = apierrors.Check(response)
	var declined *apierrors.CardDeclinedError
	if errors.As(err, &declined) {
		return "declined: " + declined.Details.Reason, nil
	}
	return response.Status, err
}

func main() {
	for _, amount := range []string{"5", "5000"} {
		text, err := buy(os.Args[1], "key-"+amount, `{"amount":`+amount+`}`)
		fmt.Println(text, err)
	}
}

import t from 'tap'
import { lint } from '../../src/cli/lint.ts'
import { toStarter } from '../../src/render/starter.ts'

/** The catalog that `init` writes, without its comments. */
const starter = toStarter('nested', './catalog.schema.json').replace(/^\s*#.*\n/gm, '').trimStart()
const allCodes = starter.slice(starter.indexOf('  order_not_found'))

/** A slip in the starter: the text that is replaced, and the full text that `lint` prints. */
const slips: ReadonlyArray<readonly [slip: string, from: string, to: string, want: string]> = [
  ['a tab as indentation', '    status: 404', '\tstatus: 404', `catalog.yaml:6:1  error: a line must be indented with spaces, got a tab
    \tstatus: 404
    ^`],
  ['a key that is indented too little', '    status: 404', '  status: 404', `catalog.yaml:7:1  error: a line must begin at the same column as its siblings: correct the indentation
        message: Order {orderId} does not exist.
    ^`],
  ['a key that is indented too far', '    message: Order {orderId} does', '      message: Order {orderId} does', `catalog.yaml:7:1  error: a line must begin at the same column as its siblings: correct the indentation
          message: Order {orderId} does not exist.
    ^`],
  ['codes without indentation', allCodes, 'order_not_found:\n  status: 404\n  message: Order is lost.\n', `catalog.yaml:4:1  error: the members of codes must be indented below it: indent order_not_found
    codes:
    ^^^^^`],
  ['a no-break space from a web page', '    status: 404', '\u00A0   status: 404', `catalog.yaml:6:1  error: a line must be indented with spaces, got a no-break space: replace it
    \u00A0   status: 404
    ^`],
  ['a code without its colon', 'order_not_found:', 'order_not_found', `catalog.yaml:5:3  error: a key must be followed by a colon and a space: add them, or put a string with any of { } [ ] , | : # ' in double quotes
      order_not_found
      ^^^^^^^^^^^^^^^`],
  ['a colon without its space', 'status: 404', 'status:404', `catalog.yaml:6:5  error: a key must be followed by a colon and a space: add them, or put a string with any of { } [ ] , | : # ' in double quotes
        status:404
        ^^^^^^^^^^`],
  ['a colon without its space in braces', '{ orderId: string }', '{ orderId:string }', `catalog.yaml:8:16  error: orderId:string must be a type in TypeScript syntax, in quotes, or a JSON Schema, got nothing: put a space after the colon
        details: { orderId:string }
                   ^^^^^^^^^^^^^^`],
  ['a message with a colon', 'message: Order {orderId} does', 'message: Error: order {orderId} does', `catalog.yaml:7:14  error: a string must not contain a colon and a space: put a string with any of { } [ ] , | : # ' in double quotes
        message: Error: order {orderId} does not exist.
                 ^`],
  ['a message that begins with a brace', 'message: Order {orderId} does', 'message: {orderId} does', `catalog.yaml:7:24  error: the value ended before this: put a string with any of { } [ ] , | : # ' in double quotes
        message: {orderId} does not exist.
                           ^^^^^^^^^^^^^^^`],
  ['a message with an apostrophe in single quotes', 'Order {orderId} does not exist.', '\'Order {orderId} doesn\'t exist.\'', `catalog.yaml:7:37  error: the value ended before this: put a string with any of { } [ ] , | : # ' in double quotes
        message: 'Order {orderId} doesn't exist.'
                                        ^^^^^^^^^`],
  ['a quote that stays open', 'Order {orderId} does', '"Order {orderId} does', `catalog.yaml:7:46  error: a quote that was opened must be closed: close it
        message: "Order {orderId} does not exist.
                                                 ^`],
  ['a brace that stays open', '{ orderId: string }', '{ orderId: string', `catalog.yaml:8:14  error: a bracket that was opened must be closed: close it, or put a string with any of { } [ ] , | : # ' in double quotes
        details: { orderId: string
                 ^`],
  ['typographic quotes', '\'string[]\'', '‘string[]’', `catalog.yaml:13:74  error: a string must be in straight quotes ' or ", got the typographic quote ‘: replace it
        details: { orderId: string, carrier: "'post' | 'courier'", parcels?: ‘string[]’ }
                                                                             ^`],
  ['a status in quotes', 'status: 404', 'status: "404"', `catalog.yaml:6:13  error: status must be an integer from 400 to 599, or 200, 201 or 202, got "404": remove the quotes
        status: "404"
                ^^^^^`],
  ['a status that HTTP does not have', 'status: 404', 'status: 999', `catalog.yaml:6:13  error: status must be an integer from 400 to 599, or 200, 201 or 202, got 999
        status: 999
                ^^^`],
  ['a status that allows no body', 'status: 404', 'status: 204', `catalog.yaml:6:13  error: status must be an integer from 400 to 599, or 200, 201 or 202, got 204
        status: 204
                ^^^`],
  ['the name of a status', 'status: 404', 'status: Not Found', `catalog.yaml:6:13  error: status must be an integer from 400 to 599, or 200, 201 or 202, got "Not Found"
        status: Not Found
                ^^^^^^^^^`],
  ['the key of another library', 'status: 404', 'statusCode: 404', `catalog.yaml:6:5  error: "statusCode" is not a known key (did you mean "status"?)
        statusCode: 404
        ^^^^^^^^^^`],
  ['a misspelled key', 'message: Order {orderId} does', 'mesage: Order {orderId} does', `catalog.yaml:7:5  error: "mesage" is not a known key (did you mean "message"?)
        mesage: Order {orderId} does not exist.
        ^^^^^^`],
  ['a key that does not exist', 'retry: never', 'severity: high', `catalog.yaml:17:5  error: "severity" is not a known key: use status, message, meaning, action, causes, group, details, private, retry, retryAfter, challenge, headers, log, sdk, since, deprecated, replacedBy, public, aliases
        severity: high
        ^^^^^^^^`],
  ['no status', '    status: 404\n', '', `catalog.yaml:5:3  error: order_not_found must have status: it must be an integer from 400 to 599, or 200, 201 or 202
      order_not_found:
      ^^^^^^^^^^^^^^^`],
  ['no message', '    message: Order {orderId} does not exist.\n', '', `catalog.yaml:5:3  error: order_not_found must have message: it must be a non-empty text
      order_not_found:
      ^^^^^^^^^^^^^^^`],
  ['a number as message', 'Order {orderId} does not exist.', '404', `catalog.yaml:7:14  error: message must be a non-empty text, got 404: put it in quotes, '404'
        message: 404
                 ^^^`],
  ['codes as a list', allCodes, '  - code: order_not_found\n    status: 404\n    message: Order is lost.\n', `catalog.yaml:5:3  error: codes must be a mapping from code to entry, such as order_lost: { status: 404, message: Lost. }, got a list
      - code: order_not_found
      ^^^^^^^^^^^^^^^^^^^^^^^`],
  ['a code that is only a text', allCodes, '  order_not_found: Order is lost.\n', `catalog.yaml:5:20  error: order_not_found must be a mapping with status and message, got "Order is lost."
      order_not_found: Order is lost.
                       ^^^^^^^^^^^^^^`],
  ['a code twice', 'order_shipped:', 'order_not_found:', `catalog.yaml:10:3  error: this key exists already in the mapping: remove or rename one of the two
      order_not_found:
      ^^^^^^^^^^^^^^^`],
  ['a misspelled detail in a message', 'Order {orderId} does', 'Order {orderid} does', `catalog.yaml:7:14  error: {orderid} must be a declared detail (did you mean "orderId"?)
        message: Order {orderid} does not exist.
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`],
  ['a detail in a message that is not declared', '    details: { orderId: string }\n', '', `catalog.yaml:7:14  error: {orderId} must be a declared detail: add it to details
        message: Order {orderId} does not exist.
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`],
  ['a private detail in a message', 'private: [parcels]', 'private: [carrier]', `catalog.yaml:12:14  error: {carrier} is private and must not be sent: remove it here, or from private
        message: Order {orderId} was shipped by {carrier} and can no longer change.
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^`],
  ['a private detail that is misspelled', '[parcels]', '[parcel]', `catalog.yaml:14:15  error: private must name declared details, got "parcel" (did you mean "parcels"?)
        private: [parcel]
                  ^^^^^^`],
  ['a misspelled type', '{ orderId: string }', '{ orderId: strng }', `catalog.yaml:8:25  error: orderId must be made of known types: "strng" is none (did you mean "string"?), got "strng"
        details: { orderId: strng }
                            ^^^^^`],
  ['a type of another language', '{ orderId: string }', '{ orderId: int }', `catalog.yaml:8:25  error: orderId must be made of known types: "int" is none: use string, number, integer, boolean, string[], { name: string }, or a text in quotes such as 'draft', got "int"
        details: { orderId: int }
                            ^^^`],
  ['an array type without quotes', '\'string[]\'', 'string[]', `catalog.yaml:13:80  error: the value ended before this: put a string with any of { } [ ] , | : # ' in double quotes
        details: { orderId: string, carrier: "'post' | 'courier'", parcels?: string[] }
                                                                                   ^`],
  ['a union of words without quotes', '"\'post\' | \'courier\'"', 'post | courier', `catalog.yaml:13:42  error: carrier must be made of known types: "post" is none: use string, number, integer, boolean, string[], { name: string }, or a text in quotes such as 'draft', got "post | courier"
        details: { orderId: string, carrier: post | courier, parcels?: 'string[]' }
                                             ^^^^^^^^^^^^^^`],
  ['details as a list', '{ orderId: string }', '[orderId]', `catalog.yaml:8:14  error: details must be a mapping from name to type, such as { orderId: string }, got a list
        details: [orderId]
                 ^^^^^^^^^`],
  ['a misspelled catalog to extend', 'extends: http', 'extends: htttp', `catalog.yaml:1:10  error: extends must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "htttp" (did you mean "http"?)
    extends: htttp
             ^^^^^`],
  ['no catalog to extend', 'extends: http\n', '', `catalog.yaml:1:1  error: roles must name a code for validation and for internal: they have no fallback (or add extends: http)
    envelope: nested
    ^^^^^^^^^^^^^^^^`],
  ['a misspelled envelope', 'envelope: nested', 'envelope: nestd', `catalog.yaml:2:11  error: envelope must be the name of an envelope, got "nestd" (did you mean "nested"?)
    envelope: nestd
              ^^^^^`],
  ['the old number of an RFC', 'envelope: nested', 'envelope: rfc7807', `catalog.yaml:2:11  error: envelope must be the name of an envelope, got "rfc7807" (did you mean "rfc9457"?)
    envelope: rfc7807
              ^^^^^^^`],
  ['a retry that is a yes or no', 'retry: never', 'retry: false', `catalog.yaml:17:12  error: retry must be "never", "after", "idempotent", "same-key" or "check-first", got false
        retry: false
               ^^^^^`],
  ['a misspelled log level', 'retry: never', 'log: warning', `catalog.yaml:17:10  error: log must be "fatal", "error", "warn", "info", "debug", "trace" or "silent", got "warning" (did you mean "warn"?)
        log: warning
             ^^^^^^^`],
  ['a misspelled role', 'codes:\n', 'roles: { notFuond: order_not_found }\ncodes:\n', `catalog.yaml:4:10  error: "notFuond" is not a known key (did you mean "notFound"?)
    roles: { notFuond: order_not_found }
             ^^^^^^^^`],
  ['a role with a misspelled code', 'codes:\n', 'roles: { notFound: order_notfound }\ncodes:\n', `catalog.yaml:4:20  error: "order_notfound" must be a code of this catalog (did you mean "order_not_found"?)
    roles: { notFound: order_notfound }
                       ^^^^^^^^^^^^^^`],
  ['an alias that is a code', 'retry: never', 'aliases: [order_not_found]', `catalog.yaml:17:15  error: an alias must be a name that is free, but "order_not_found" is a code
        aliases: [order_not_found]
                  ^^^^^^^^^^^^^^^`],
  ['catalogs next to codes', 'codes:\n', 'catalogs: { v2: { extends: http } }\ncodes:\n', `catalog.yaml:1:1  error: extends, envelope, codes must be in one of the catalogs, not next to them
    extends: http
    ^^^^^^^`]
]

t.test('the starter is fit to serve', async t => {
  t.match(await lint(`${t.testdir({ 'catalog.yaml': starter })}/catalog.yaml`, {}), { code: 0, stdout: /1 catalog, 31 codes, fit to serve\n$/ })
})

t.test('each slip of a newcomer is one diagnostic with what to do', async t => {
  const directory = process.cwd()
  t.teardown(() => process.chdir(directory))
  for (const [slip, from, to, want] of slips) {
    t.ok(starter.includes(from), slip)
    process.chdir(t.testdir({ 'catalog.yaml': starter.replace(from, () => to) }))
    t.same(await lint('catalog.yaml', {}), { code: 1, stdout: `${want}\n\n1 error, 0 warnings\n`, stderr: '' }, slip)
  }
})

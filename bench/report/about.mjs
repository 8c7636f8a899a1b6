const own = 'Fastify\'s own sends neither a request id nor `Cache-Control`; with the same headers it does, by a hook of `onRequest`.'
const started = 'From the beginning of the process to a server that is ready; the median of ratios of CPU time within rounds that start each of them once.'
const sized = `${started} \`JSON.parse alone\` and \`yaml alone\` read the same data beside a bare app. \`object\` is a module with \`defineCatalog({ … })\`.`

/** Descriptions of the comparisons, by the start of a group's name. */
const told = {
  'helmet + cors + compress': 'The server that people run: @fastify/helmet, @fastify/cors and @fastify/compress, asked as a browser asks. The same 409, the same bytes from all.',
  'one onSend hook': 'The same 409 in a server with one `onSend` hook that changes nothing.',
  cookie: 'The same 409 in a server with @fastify/cookie, for a request with two cookies.',
  'rate-limit': 'The same 409 in a server with @fastify/rate-limit, whose limit is far. By hand adds the IETF fields `RateLimit` and `RateLimit-Policy` too.',
  'logger on': 'The same 409 with the logger on: all write the same line.',
  'success, helmet + cors + compress': 'An object of four members from the server that people run, with the request id.',
  'valid request with a body schema': 'A valid JSON body, checked by a schema: the twin has no plugin and sends the request id by a hook.',
  'details, 20 nested items': 'A 409 whose details are 20 items with an object in each.',
  negotiate: 'The same 409 with `negotiate: true`; by hand uses the same library, negotiator.',
  'three locales': 'The same 409 in three languages, `de` asked; by hand uses the same library, negotiator.',
  'docs Link header': 'The same 409 with `Link: rel="help"`.',
  'unexpected 500': 'A TypeError in an async handler, hidden from the client.',
  'two limits on one route': 'A success on a route with two limits that are far.',
  'a request with an idempotency key': 'A new key for each request, in memory. By hand keeps replies in an LRU map, with neither locks nor fingerprints.',
  'with and without a key': 'The same request to the same server, with a new key for each request, and without. The store is in memory. The third variant has no key; its handler locks and finishes one.',
  'oneOf of ten branches': 'A body that fits the discriminator of one branch and has one wrong value. Mapped by hand runs Ajv with all errors and keeps those of the branch.',
  '1,000 routes': 'A server with 1,000 routes, each with its body schema, up to ready: its CPU time, or its heap.',
  failure: 'A 409 with one string detail, the request id and `Cache-Control`: the same bytes from all but fastify-http-errors-enhanced, which sends another body. ' +
    'Other libraries\' errors are thrown in an async handler, before any `await`, to a hand-written `setErrorHandler`.',
  codes: 'The same failure by `reply.fail`, from catalogs of two sizes.',
  validation: `A body whose lines each have a text for a number. ${own} It tells the first issue; mapped by hand, and ours, tell all of them, in the same bytes.`,
  404: `A URL that no route has. ${own}`,
  405: `A method that the URL does not have, for which Fastify's own is a 404. By hand is a route for the other methods. ${own}`,
  429: `A budget of @fastify/rate-limit that is used up. ${own.replace('Fastify\'s own', 'The plugin\'s own')}`,
  success: 'An object of four members. The plugin sets the request id on every reply.',
  'wrapped success': 'The same in `{"ok":true,"data":…}`.',
  'start-up': started,
  'start-up,': sized,
  heap: 'The heap after garbage collection, in a process that fails in six ways by turns.'
}

export function about (group) {
  const [key] = Object.keys(told).filter(beginning => group.startsWith(beginning)).sort((a, b) => b.length - a.length)
  return told[key]
}

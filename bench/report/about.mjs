const own = 'Fastify\'s own sends neither a request id nor `Cache-Control`; with the same headers it does, by a hook of `onRequest`.'
const started = 'From the beginning of the process to a server that is ready; the median of ratios of CPU time within rounds that start each of them once.'
const sized = `${started} \`JSON.parse alone\` and \`yaml alone\` read the same data beside a bare app. \`object\` is a module with \`defineCatalog({ … })\`.`

/** What is compared, by the beginning of a group's name. */
const told = {
  failure: 'A 409 with one string detail, the request id and `Cache-Control`: the same bytes from all but fastify-http-errors-enhanced, which has a body of its own. ' +
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

import t from 'tap'
import errorDocs from '../../src/docs.ts'
import errorCatalog from '../../src/index.ts'
import { serve } from '../serve.ts'
import { invoices } from './catalog.ts'

const build = (catalog: object = invoices, options: object = {}) => async (app: Parameters<Parameters<typeof serve>[1]>[0]) => {
  await app.register(errorCatalog, { catalog: catalog as typeof invoices })
  await app.register(errorDocs, { prefix: '/errors', ...options })
}

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

t.test('every page is sent in the form that its name or the Accept header asks for', async t => {
  const { ask } = await serve(t, build())
  const rows: ReadonlyArray<readonly [path: string, accept: string | undefined, type: string, text: string | RegExp]> = [
    ['/errors', undefined, 'text/html; charset=utf-8', /<h1>Errors<\/h1>/],
    ['/errors', 'application/json', 'application/json; charset=utf-8', '"code": "invoice_locked"'],
    ['/errors', 'text/markdown', 'text/markdown; charset=utf-8', '[`invoice_locked`](errors/invoice_locked.md)'],
    ['/errors', 'image/png', 'text/html; charset=utf-8', 'invoice_locked'],
    ['/errors', `${'image/png,'.repeat(60)}application/json`, 'text/html; charset=utf-8', 'invoice_locked'],
    ['/errors.json', 'text/html', 'application/json; charset=utf-8', '"href": "errors/invoice_locked.json"'],
    ['/errors.md', 'text/html', 'text/markdown; charset=utf-8', '# Errors'],
    ['/errors/invoice_locked', undefined, 'text/html; charset=utf-8', '<h1><code>invoice_<wbr>locked</code></h1>'],
    ['/errors/invoice_locked', 'application/json;q=0.9, text/markdown', 'text/markdown; charset=utf-8', '# `invoice_locked`'],
    ['/errors/invoice_locked.html', 'application/json', 'text/html; charset=utf-8', '<h1><code>invoice_<wbr>locked</code></h1>'],
    ['/errors/invoice_locked.json', undefined, 'application/json; charset=utf-8', '"code": "invoice_locked"'],
    ['/errors/invoice.version_conflict.md', undefined, 'text/markdown; charset=utf-8', '# `invoice.version_conflict`'],
    ['/errors/llms.txt', undefined, 'text/plain; charset=utf-8', '[invoice_locked](invoice_locked.md)']
  ]
  for (const [path, accept, type, text] of rows) {
    const got = await ask(path, { headers: accept === undefined ? {} : { accept } })
    t.match(got, { status: 200, headers: { 'content-type': type } }, `${path} ${accept}`)
    t.match(got.text, text, `${path} ${accept}`)
  }
})

t.test('a client without an Accept header gets HTML', async t => {
  const { raw } = await serve(t, build())
  const ask = async (path: string) => await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  t.match(await ask('/errors'), /content-type: text\/html/)
  t.match(await ask('/errors/zzz'), /^HTTP\/1.1 404 .*content-type: application\/json/s, 'and the failure of an unknown code')
})

t.test('pages are kept by caches until their content changes', async t => {
  const { ask } = await serve(t, build())
  const first = await ask('/errors/invoice_locked')
  t.match(first.headers, { 'cache-control': 'public, max-age=300', vary: 'Accept', etag: /^"[\w-]{27}"$/ })
  const { etag = '' } = first.headers
  t.equal((await ask('/errors/invoice_locked')).headers['etag'], etag)
  t.not((await ask('/errors/invoice_locked.json')).headers['etag'], etag)
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    t.match(await ask('/errors/invoice_locked', { headers: { 'if-none-match': given } }), { status: 304, text: '', headers: { etag } }, given)
  }
  t.equal((await ask('/errors/invoice_locked', { headers: { 'if-none-match': '"other"' } })).status, 200)
  const head = await ask('/errors/invoice_locked', { method: 'HEAD' })
  t.match(head, { status: 200, text: '', headers: { etag, 'content-length': first.headers['content-length'] } })
})

t.test('the headers of a page lead to its other forms and let nothing of another host in', async t => {
  const { ask } = await serve(t, async app => {
    app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin, accept') })
    await build()(app)
  })
  const page = await ask('/errors/invoice_locked')
  t.equal(page.headers['link'], '<invoice_locked.json>; rel="alternate"; type="application/json", <invoice_locked.md>; rel="alternate"; type="text/markdown", <llms.txt>; rel="describedby"; type="text/plain"')
  t.match(page.headers, { vary: 'Origin, Accept', 'x-content-type-options': 'nosniff', 'content-security-policy': /^default-src 'none'; style-src 'self'; script-src 'self'/ })
  t.notOk('x-robots-tag' in page.headers)
  t.match((await ask('/errors')).headers['link'], /^<errors\.json>.*<errors\.md>.*<errors\/llms\.txt>; rel="describedby"/)
})

t.test('a policy that another plugin has set is left alone', async t => {
  const { ask } = await serve(t, async app => {
    app.addHook('onRequest', async (_request, reply) => { reply.header('content-security-policy', "default-src 'self'") })
    await build()(app)
  })
  t.equal((await ask('/errors')).headers['content-security-policy'], "default-src 'self'")
})

t.test('stylesheet and script have hashed names and are kept for ever', async t => {
  const { ask } = await serve(t, build())
  const { text } = await ask('/errors')
  for (const [pattern, type] of [[/href="(errors\/pages-[\da-f]{12}\.css)"/, 'text/css; charset=utf-8'], [/src="(errors\/pages-[\da-f]{12}\.js)"/, 'text/javascript; charset=utf-8']] as const) {
    const got = await ask(`/${pattern.exec(text)?.[1]}`)
    t.match(got, { status: 200, headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' } })
    t.ok(got.text.length > 500)
  }
})

t.test('former names, and paths that end with a slash, are redirected', async t => {
  const { ask, url } = await serve(t, build())
  const rows = [
    ['/errors/', '/errors'],
    ['/errors/?q=a', '/errors?q=a'],
    ['/errors/invoice_frozen', '/errors/invoice_locked'],
    ['/errors/invoice_frozen.json?lang=de', '/errors/invoice_locked.json?lang=de']
  ] as const
  for (const [path, target] of rows) {
    const got = await ask(path)
    t.equal(got.status, 301, path)
    t.equal(String(new URL(got.headers['location'] as string, url + path)), url + target, path)
  }
  const { ask: askLoose } = await serve(t, build(), { routerOptions: { ignoreTrailingSlash: true } })
  t.match(await askLoose('/errors/'), { status: 301, headers: { location: '../errors' } })
})

t.test('an unknown code is a failure of the catalog with the nearest names, and a page for browsers', async t => {
  const { ask } = await serve(t, build())
  const got = await ask('/errors/invoice_loked')
  t.match(got, { status: 404, body: { error: { code: 'not_found', message: 'There is no error code "invoice_loked". Did you mean "invoice_locked"?' } } })
  t.match(await ask('/errors/zzzzzzzzzz.json'), { status: 404, body: { error: { message: 'There is no error code "zzzzzzzzzz".' } } })
  t.match(await ask(`/errors/${'x'.repeat(1000)}`), { status: 404, body: { error: { message: `There is no error code "${'x'.repeat(100)}".` } } })
  const page = await ask('/errors/invoice_loked', { headers: html })
  t.match(page, { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } })
  t.match(page.text, /Did you mean <a href="invoice_locked">/)
  t.match(page.text, '<meta name="robots" content="noindex">')
  t.match((await ask('/errors/invoice', { headers: html })).text, /<\/a> or <a href=/)
  t.notMatch((await ask('/errors/zzzzzzzzzz', { headers: html })).text, /Did you mean/)
})

t.test('codes that are not public have no page and no link', async t => {
  const { ask } = await serve(t, async app => {
    await build()(app)
    app.get('/probe', async (_request, reply) => reply.fail('internal_probe' as never))
  })
  for (const path of ['/errors/internal_probe', '/errors/old_probe']) t.equal((await ask(path)).status, 404, path)
  for (const path of ['/errors', '/errors.json', '/errors.md', '/errors/llms.txt']) t.notMatch((await ask(path)).text, /internal_probe|probe failed/, path)
  const failure = await ask('/probe')
  t.match(failure, { status: 500, body: { error: { code: 'internal_probe' } } })
  t.notOk('link' in failure.headers)
})

t.test('the mount is the docs of a catalog that has none', async t => {
  const { ask } = await serve(t, async app => {
    await build({ ...invoices, envelope: 'rfc9457' })(app)
    app.get('/locked', async (_request, reply) => reply.fail('invoice.version_conflict' as never))
  })
  const failure = await ask('/locked')
  t.match(failure, { status: 412, headers: { link: '</errors/invoice.version_conflict>; rel="help"' }, body: { type: '/errors/invoice.version_conflict' } })
  t.match(await ask((failure.body as { type: string }).type), { status: 200, text: /<h1><code>invoice.<wbr>version_<wbr>conflict/ })
})

t.test('both envelopes of a catalog that negotiates link to the pages', async t => {
  const { ask } = await serve(t, async app => {
    await build({ ...invoices, negotiate: true })(app)
    app.get('/locked', async (_request, reply) => reply.fail('invoice.version_conflict' as never))
  })
  t.match(await ask('/locked', { headers: { accept: 'application/problem+json' } }), { body: { type: '/errors/invoice.version_conflict' } })
  const { body } = await ask('/errors/invoice.version_conflict.json')
  t.strictSame((body as { response: { bodies: Array<{ envelope: string }> } }).response.bodies.map(({ envelope }) => envelope), ['nested', 'rfc9457'])
})

t.test('docs of the catalog are kept', async t => {
  const { ask, logs } = await serve(t, async app => {
    await build({ ...invoices, docs: 'https://docs.example/{code}' })(app)
    app.get('/locked', async (_request, reply) => reply.fail('invoice.version_conflict' as never))
  })
  t.equal((await ask('/locked')).headers['link'], '<https://docs.example/invoice.version_conflict>; rel="help"')
  t.strictSame(logs.filter(({ level }) => Number(level) >= 40), [])
})

t.test('title, links and robots are options', async t => {
  const { ask } = await serve(t, build(invoices, { title: 'Invoice API', links: [{ text: 'Status', href: 'https://status.example/' }], indexable: false }))
  const got = await ask('/errors/invoice_locked')
  t.match(got.text, '<title>invoice_locked · Invoice API</title>')
  t.match(got.text, '<a href="https://status.example/">Status</a>')
  t.match(got.text, '<meta name="robots" content="noindex">')
  t.equal(got.headers['x-robots-tag'], 'noindex')
})

t.test('the index is filtered on the server too', async t => {
  const { ask } = await serve(t, build())
  const codes = async (query: string) => ((await ask(`/errors.json?${query}`)).body as { codes: Array<{ code: string }> }).codes.map(({ code }) => code)
  t.strictSame(await codes('q=invoice_locked'), ['invoice_locked'])
  t.strictSame(await codes('q=INVOICE+meanwhile'), ['invoice.version_conflict'])
  t.strictSame(await codes('q=deprecated'), ['invoice_locked'])
  t.strictSame(await codes('group=Ledger'), ['ledger_down'])
  t.strictSame(await codes('status=409&group=Invoices'), ['invoice_locked'])
  t.strictSame(await codes('status=4xx&group=Invoices'), ['invoice_locked', 'invoice.version_conflict'])
  t.strictSame(await codes('q=nothing-has-this'), [])
  t.strictSame(await codes('q=locked&q=twice'), await codes(''), 'a parameter that is given twice is none')
  const page = await ask('/errors?q=invoice_locked&status=409')
  t.match(page.text, '<p class="count" role="status">1 of 32 codes</p>')
  t.match(page.text, 'value="invoice_locked"')
  t.match(page.text, '<option selected>409</option>')
  t.match((await ask('/errors?q=nothing-has-this')).text, '<p class="none">No code fits.')
})

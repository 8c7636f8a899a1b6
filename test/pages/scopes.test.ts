import Swagger from '@fastify/swagger'
import t from 'tap'
import errorDocs from '../../src/docs.ts'
import errorCatalog from '../../src/index.ts'
import { serve } from '../serve.ts'
import { invoices } from './catalog.ts'

interface Index {
  readonly title: string
  readonly language: string
  readonly codes: ReadonlyArray<{ readonly code: string, readonly message: string, readonly href: string }>
  readonly catalogs: ReadonlyArray<{ readonly text: string, readonly href: string }>
}

interface Page {
  readonly message: string
  readonly routes: unknown
  readonly curl?: string
  readonly translations: Readonly<Record<string, string>>
  readonly response: { readonly headers: Readonly<Record<string, string>>, readonly bodies: ReadonlyArray<{ readonly body: { readonly error: { readonly message: string } } }> }
}

t.test('each scope has its pages, and pages of an outer scope link to the inner ones', async t => {
  const { ask, url } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(errorDocs, { prefix: '/help/errors' })
    for (const [prefix, catalog] of [['/v1', invoices], ['/v2', new URL('../../catalog.yaml#kyc', import.meta.url)]] as const) {
      await app.register(async scope => {
        await scope.register(errorCatalog, { catalog })
        await scope.register(errorDocs)
        scope.get('/fail', async (_request, reply) => reply.fail('rate_limited'))
      }, { prefix })
    }
  })
  const index = (await ask('/help/errors.json')).body as Index
  t.equal(index.title, 'Errors')
  t.strictSame(index.catalogs, [{ text: '/v1 errors', href: '../v1/errors' }, { text: 'kyc errors', href: '../v2/errors' }])
  for (const { href } of index.catalogs) t.equal((await fetch(new URL(href, `${url}/help/errors`))).status, 200, href)
  t.match((await ask('/help/errors')).text, '<li><a href="../v2/errors">kyc errors</a></li>')
  t.match((await ask('/help/errors.md')).text, '- [kyc errors](../v2/errors)')
  t.match((await ask('/help/errors/llms.txt')).text, '## Other catalogs\n\n- [/v1 errors](../../v1/errors)')
  t.strictSame(((await ask('/v1/errors.json')).body as Index).catalogs, [])
  t.match((await ask('/v1/fail')).headers, { link: '</v1/errors/rate_limited>; rel="help"' })
  t.match((await ask('/v2/fail')).headers, { link: '</v2/errors/rate_limited>; rel="help"' })
})

t.test('messages are in the language of ?lang= or of Accept-Language', async t => {
  const locales = { de: { invoice_locked: 'Rechnung {invoiceId} ist {state}.' }, 'pt-BR': { invoice_locked: 'Fatura {invoiceId}.' } }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { ...invoices, locales } })
    await app.register(errorDocs)
  })
  const rows: ReadonlyArray<readonly [query: string, accepted: string, language: string, message: string]> = [
    ['', 'fr', 'en', 'Invoice {invoiceId} is {state} and can no longer change.'],
    ['', 'de-AT', 'de', 'Rechnung {invoiceId} ist {state}.'],
    ['?lang=DE', 'en', 'de', 'Rechnung {invoiceId} ist {state}.'],
    ['?lang=pt-br', 'de', 'pt-BR', 'Fatura {invoiceId}.'],
    ['?lang=xx', 'de', 'de', 'Rechnung {invoiceId} ist {state}.']
  ]
  for (const [query, accepted, language, message] of rows) {
    const got = await ask(`/errors/invoice_locked.json${query}`, { headers: { 'accept-language': accepted } })
    t.match(got, { headers: { 'content-language': language, vary: 'Accept, Accept-Language' }, body: { language, message } }, `${query} ${accepted}`)
  }
  const german = await ask('/errors/invoice_locked?lang=de')
  t.match(german.text, '<p class="message" lang="de" dir="auto">Rechnung <var>invoiceId</var> ist <var>state</var>.</p>')
  t.match(german.text, '<a href="../errors?lang=de">', 'links keep the language that was chosen')
  t.match(german.text, '<a href="../errors?lang=de&amp;group=Invoices">')
  const page = (await ask('/errors/invoice_locked.json?lang=de')).body as Page
  t.equal(page.response.bodies[0]?.body.error.message, 'Rechnung <invoiceId> ist sent.')
  t.equal(page.response.headers['content-language'], 'de')
  t.strictSame(page.translations, { en: invoices.codes.invoice_locked.message, 'pt-BR': 'Fatura {invoiceId}.' })
  t.notOk('de' in ((await ask('/errors/ledger_down.json?lang=de')).body as Page).translations, 'a code without a translation')
})

t.test('the page of a code lists the routes that can answer with it', async t => {
  const { ask, url } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: invoices })
    await app.register(errorDocs)
    app.get('/invoices/:id', { config: { errors: ['ledger_down' as never] } }, async () => 1)
    app.route({ method: ['PUT', 'PATCH'], url: "/invoices/:id/it's", config: { errors: ['invoice_locked' as never] }, handler: async () => 1 })
    app.get('/hidden', { schema: { hide: true } as object, config: { errors: ['invoice_locked' as never] } }, async () => 1)
    app.register(async scope => {
      await scope.register(errorCatalog)
      scope.get('/other', async () => 1)
    }, { prefix: '/v2' })
  })
  const pageOf = async (code: string) => (await ask(`/errors/${code}.json`)).body as Page
  const locked = await pageOf('invoice_locked')
  t.strictSame(locked.routes, [{ method: 'PUT', url: "/invoices/:id/it's" }, { method: 'PATCH', url: "/invoices/:id/it's" }])
  t.equal(locked.curl, `curl -i -X PUT '${url}/invoices/:id/it'\\''s'`)
  t.equal((await pageOf('ledger_down')).curl, `curl -i '${url}/invoices/:id'`)
  t.equal((await pageOf('internal_error')).routes, 'any')
  t.strictSame((await pageOf('invoice.version_conflict')).routes, [])
  t.equal((await pageOf('invoice.version_conflict')).curl, `curl -H 'Accept: text/markdown' '${url}/errors/invoice.version_conflict'`)
  const { text } = await ask('/errors/invoice_locked')
  t.match(text, '<li><code><b>PATCH</b> /invoices/:id/it&#39;s</code></li>')
  t.match((await ask('/errors/invoice_locked.md')).text, "- `PUT /invoices/:id/it's`")
  t.match((await ask('/errors/internal_error')).text, 'Any route can answer with this code.')
  t.match((await ask('/errors/internal_error.md')).text, 'Any route can answer with this code.')
})

t.test('routes are left out on request', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { ...invoices, docs: 'https://docs.example/{code}' } })
    await app.register(errorDocs, { routes: false })
    app.get('/invoices/:id', { config: { errors: ['ledger_down' as never] } }, async () => 1)
  })
  t.match(await ask('/errors/ledger_down.json'), { body: { routes: [], curl: "curl -H 'Accept: text/markdown' 'https://docs.example/ledger_down'" } })
})

t.test('an invalid Host is not shown', async t => {
  const { raw } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: invoices })
    await app.register(errorDocs)
  })
  const got = await raw("GET /errors/ledger_down.json HTTP/1.1\r\nHost: a'b\r\nConnection: close\r\n\r\n")
  t.match(got, "'http://localhost/errors/ledger_down'")
})

t.test('the pages are not in the OpenAPI document', async t => {
  const { app } = await serve(t, async app => {
    await app.register(Swagger, { openapi: {} })
    await app.register(errorCatalog, { catalog: invoices })
    await app.register(errorDocs)
    app.get('/invoices/:id', async () => 1)
  })
  t.strictSame(Object.keys(app.swagger().paths ?? {}), ['/invoices/{id}'])
})

t.test('pages of an envelope that wraps successes are not wrapped', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: new URL('../../catalog.yaml#merchant', import.meta.url) })
    await app.register(errorDocs)
  })
  t.match((await ask('/errors.json')).body, { title: 'merchant errors' })
})

import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { defineCatalog } from '../../src/index.ts'
import { Pipe } from './ask.ts'
import { styles } from './target.ts'
import { fail, forgedLines, isHeaderValue, serve, texts } from './texts.ts'

t.test('a catalog whose texts would split a header is rejected', async t => {
  for (const text of texts.filter(text => text !== '' && !isHeaderValue(text))) {
    const entry = { status: 401, message: 'No.' } as const
    const catalogs = [
      { codes: { a: { ...entry, challenge: `Bearer realm="${text}"` } } },
      { codes: { a: { ...entry, headers: { 'x-own': text } } } },
      { codes: { a: { ...entry, headers: { [`x${text}`]: 'a' } } } },
      { codes: { a: entry }, docs: `https://example.com/{code}${text}` },
      { codes: { a: entry }, requestId: { header: `x-id${text}` } },
      { codes: { a: entry }, requestId: { prefix: text } }
    ]
    for (const catalog of catalogs) {
      const app = Fastify()
      app.register(errorCatalog, { catalog: defineCatalog({ extends: 'http', ...catalog } as never) })
      await t.rejects(async () => await app.ready(), { code: 'ERR_CATALOG_INVALID' }, encodeURI(JSON.stringify(catalog)).slice(0, 200))
      await app.close()
    }
  }
})

t.test('a code of any characters is unchanged in the body, and encoded in the link', async t => {
  const codes = ['"', '\\', '</script>', 'a>; rel="forged"', 'a, <b', '{code}', '$code', '__proto__', 'constructor', 'é', '😀', '\u2028', 'a b', '%0d%0a', '#', '?']
  for (const style of styles.filter(style => style !== 'cards')) {
    const catalog = defineCatalog({ extends: 'http', envelope: style, docs: 'https://example.com/{code}', codes: Object.fromEntries(codes.map(code => [code, { status: 409, message: 'No.' }])) })
    const { port, log } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog })
      app.get<{ Params: { at: number } }>('/:at', async ({ params }, reply) => fail(reply, codes[params.at]))
    })
    const pipe = new Pipe(port)
    t.teardown(() => pipe.destroy())
    for (const [at, code] of codes.entries()) {
      const { status, headers, body } = await pipe.ask(`GET /${at} HTTP/1.1\r\nHost: a\r\n\r\n`)
      t.equal(status, 409, `${encodeURIComponent(code)} in ${style}`)
      t.equal(headers.get('link'), `<https://example.com/${encodeURIComponent(code)}>; rel="help"`)
      t.ok(textsOf(JSON.parse(body)).includes(code), encodeURI(body))
    }
    t.same(forgedLines(log()), [])
  }
})

function textsOf (value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [String(value)]
}

import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyReply } from 'fastify'
import createError from 'http-errors'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import type { Contract } from '../../src/envelope/load.ts'
import { parseReply, Pipe, type Reply } from './ask.ts'
import { flawsOf } from './judge.ts'
import { catalogOf, contracts, styles } from './target.ts'
import { fail, forgedLines, isHeaderValue, serve, texts } from './texts.ts'

const given = (style: string) => ({ style, place: '', thrown: { is: '' } })

const ways: Record<string, (reply: FastifyReply, text: string) => unknown> = {
  'a detail': (reply, id) => fail(reply, 'everything', { id }),
  'a detail of a name that objects have': (reply, text) => fail(reply, 'everything', { id: 'a', any: { ['__proto__']: text, constructor: text } }),
  'a private detail': (reply, holder) => fail(reply, 'everything', { id: 'a', holder }),
  'an undeclared detail': (reply, text) => fail(reply, 'everything', { id: 'a', [text]: text }),
  'the message': (reply, message) => fail(reply, 'everything', { id: 'a' }, { message }),
  'a header': (reply, text) => fail(reply, 'everything', { id: 'a' }, { headers: { 'x-own': text, 'x-other': 'kept' } }),
  'the name of a header': (reply, text) => fail(reply, 'everything', { id: 'a' }, { headers: { [text]: 'a', 'x-other': 'kept' } }),
  retryAfter: (reply, retryAfter) => fail(reply, 'everything', { id: 'a', wait: retryAfter }, { retryAfter }),
  'the field and its issues': (reply, text) => fail(reply, 'everything', { id: 'a' }, {
    param: text, issues: ['body', 'query', 'header'].map(location => ({ path: text, message: text, location, pointer: text, keyword: text, code: text }))
  }),
  'a cause': (reply, text) => fail(reply, 'everything', { id: 'a' }, { cause: new Error(text) }),
  'an unknown code': (reply, text) => fail(reply, text),
  'an error': (_reply, text) => { throw Object.assign(new Error(text), { name: text, code: text }) },
  'headers of an error': (_reply, text) => { throw createError(401, text, { headers: { 'www-authenticate': text, allow: text, 'retry-after': text } }) },
  'a validator': (_reply, text) => { throw Object.assign(new Error(text), { validation: [{ keyword: 'required', instancePath: text, params: { missingProperty: text } }, { keyword: text, message: text }], validationContext: 'body' }) }
}

t.test('no text of a handler splits a header, breaks the JSON of a style or forges a log line', async t => {
  const { port, log } = await serve(t, async app => {
    for (const style of styles) {
      app.register(async scope => {
        await scope.register(errorCatalog, { catalog: catalogOf(style) })
        for (const [index, act] of Object.values(ways).entries()) {
          scope.get<{ Params: { at: number } }>(`/${index}/:at`, async ({ params }, reply) => act(reply, texts[params.at] as string))
        }
      }, { prefix: `/${style}` })
    }
  })
  const pipe = new Pipe(port)
  t.teardown(() => pipe.destroy())
  const contractOf = await contracts()
  for (const style of styles) {
    const contract = contractOf.get(style) as Contract
    for (const [index, way] of Object.keys(ways).entries()) {
      const flaws = await Promise.all(texts.map(async (text, at) => {
        const id = `${index}-${at}`
        const reply = await pipe.ask(`GET /${style}/${index}/${at} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\n\r\n`)
        return [...flawsOf(given(style), id, reply, contract), ...lossesOf(way, text, reply, contract)].map(flaw => `${JSON.stringify(text).slice(0, 60)}: ${flaw}`)
      }))
      t.same(flaws.flat(), [], `${way} in ${style}`)
    }
  }
  t.equal(pipe.surplus, '')
  t.same(forgedLines(log()), [])
  t.equal(log().split('"code":"everything","status":409').length - 1, styles.length * texts.length * 10, 'one line for each failure')
})

/** The texts that did not arrive unchanged. */
function lossesOf (way: string, text: string, { status, headers, body }: Reply, { envelope }: Contract): string[] {
  const decoded = envelope.decode(status, Object.fromEntries(headers), JSON.parse(body))
  const expect = (holds: boolean, flaw: string) => holds ? [] : [flaw]
  switch (way) {
    case 'a detail': return [
      ...expect(decoded?.message === `Thing ${text} is ?.`, `the message is ${decoded?.message}`),
      ...expect([text, undefined].includes(decoded?.details['id'] as string), 'the detail is another'),
      ...expect(valueOf(headers, 'x-thing') === (isHeaderValue(text) ? `"${text}"; count=?` : undefined), `x-thing is ${headers.get('x-thing')}`),
      ...expect(/^<https:\/\/example\.com\/errors\/everything>; rel="help"$/.test(headers.get('link') ?? ''), 'the link is another')
    ]
    case 'the message': return expect(decoded?.message === text, `the message is ${decoded?.message}`)
    case 'a header': return [
      ...expect(headers.get('x-other') === 'kept', 'a good header is lost'),
      ...expect(valueOf(headers, 'x-own')?.trim() === (isHeaderValue(text) ? text.trim() : undefined), `x-own is ${headers.get('x-own')}`)
    ]
    case 'the name of a header': return expect(headers.get('x-other') === 'kept', 'a good header is lost')
    case 'retryAfter': return expect(!headers.has('retry-after'), 'a text became a number of seconds')
    case 'headers of an error': return [
      ...expect(status === 401, `the status is ${status}`),
      ...expect(valueOf(headers, 'allow')?.trim() === (isHeaderValue(text) ? text.trim() : undefined), `allow is ${headers.get('allow')}`)
    ]
    default: return []
  }
}

/** Node writes the head and a body that is text as one text, in UTF-8 (lib/_http_outgoing.js, _send). */
function valueOf (headers: Reply['headers'], name: string): string | undefined {
  const value = headers.get(name)
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString()
}

t.test('no request line or header of a client splits a header, breaks the JSON of a style or forges a log line', async t => {
  const contractOf = await contracts()
  const latin = (text: string) => Buffer.from(text).toString('latin1')
  const json = (text: string) => {
    const body = Buffer.from(JSON.stringify({ [text]: text }))
    return `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`
  }
  const requests: Record<string, (text: string) => string> = {
    'a request id': text => `GET /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${latin(text)}\r\n\r\n`,
    'an encoded path': text => `GET /${encodeURIComponent(Buffer.from(text).toString())} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'a path': text => `GET /${latin(text)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'a query': text => `GET /a?${latin(text)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    'a whole URL': text => `GET http://${latin(text)}/a HTTP/1.1\r\nHost: a\r\n\r\n`,
    'a method': text => `G${latin(text)} /a HTTP/1.1\r\nHost: a\r\n\r\n`,
    'a host': text => `GET /a HTTP/1.1\r\nHost: ${latin(text)}\r\n\r\n`,
    'a media type': text => `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${latin(text)}\r\nContent-Length: 1\r\n\r\na`,
    'an expectation': text => `GET /a HTTP/1.1\r\nHost: a\r\nExpect: ${latin(text)}\r\n\r\n`,
    'the names of a body': text => `POST / HTTP/1.1\r\nHost: a\r\n${json(text)}`
  }
  for (const style of styles) {
    const { port, log } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog: catalogOf(style) })
      app.get('/:name', async (_request, reply) => reply.fail('not_found'))
      app.post('/', { schema: { body: { type: 'object', required: ['a'], additionalProperties: false } } }, async () => 'read')
    })
    const contract = contractOf.get(style) as Contract
    for (const [name, request] of Object.entries(requests)) {
      const flaws = await Promise.all(texts.map(async text => {
        const reply = await last(port, request(text))
        const id = reply.headers.get('x-request-id') ?? ''
        const isId = /^[\w.:+/=@-]{1,128}$/.test(id) ? [] : [`the id is ${id}`]
        return [...flawsOf(given(style), id, reply, contract), ...isId].map(flaw => `${JSON.stringify(text).slice(0, 60)}: ${flaw}`)
      }))
      t.same(flaws.flat(), [], `${name} in ${style}`)
    }
    t.same(forgedLines(log()), [])
  }
})

/** The response to a request on a new connection, after which no bytes may follow. */
async function last (port: number, request: string): Promise<Reply> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let got = ''
  socket.on('data', chunk => { got += chunk })
  socket.on('error', () => {})
  socket.end(request, 'latin1')
  await once(socket, 'close')
  const reply = parseReply(got)
  if (reply === undefined || reply.bytes !== got) throw new Error(`not one reply to ${JSON.stringify(request).slice(0, 200)}: ${JSON.stringify(got).slice(0, 500)}`)
  return reply
}

t.test('a generated request id is sent only if it is valid', async t => {
  const ids: unknown[] = [...texts, 5n, NaN, null, undefined, {}, Symbol('s'), () => 'a', ['a'], 'x'.repeat(129), { toString: () => 'a\r\nx-forged: yes' }]
  const { port } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: catalogOf('nested') })
    app.get('/:at', async (_request, reply) => reply.fail('not_found'))
    app.get('/ok/:at', async () => 'ok')
  }, { logger: false, genReqId: ({ url = '' }) => ids[Number(url.slice(url.lastIndexOf('/') + 1))] as string })
  const pipe = new Pipe(port)
  t.teardown(() => pipe.destroy())
  const contract = (await contracts()).get('nested') as Contract
  const seen = new Set<string>()
  for (const [at, id] of ids.entries()) {
    for (const path of ['/', '/ok/']) {
      const reply = await pipe.ask(`GET ${path}${at} HTTP/1.1\r\nHost: a\r\n\r\n`)
      const sent = reply.headers.get('x-request-id') ?? ''
      t.match(sent, /^[\w.:+/=@-]{1,128}$/, `${path}${at}: ${typeof id}`)
      if (path === '/') t.same(flawsOf(given('nested'), sent, reply, contract), [])
      seen.add(sent)
    }
  }
  t.equal(pipe.surplus, '')
  t.notOk(seen.has('a'))
})

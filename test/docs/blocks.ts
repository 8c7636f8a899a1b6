import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { WebSocket } from 'ws'
import { docOf } from './serve.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server of a page with the catalog beside it, and what the page says that it answers. */
interface Example {
  readonly title: string
  readonly ts: string
  readonly yaml: string
  readonly shown: readonly string[]
}

/** METHOD path (name: value) body → status (name: value) body */
const exchange = /^([A-Z]+) (\S+)(?: \((.+?)\))?(?: (.+))? → (\d+)(?: \((.+?)\))?(?: (.+))?$/

const newline = { '\\r': '\r', '\\n': '\n' } as const

/** The examples of a page: each block of HTTP is for the last block of TypeScript, with the last catalog below the same `##`. */
function examplesOf (page: string): Example[] {
  const examples: Example[] = []
  let [title, ts, yaml] = ['', '', '']
  for (const [, level, heading, language, text = ''] of page.matchAll(/^(##+) (.+)$|^```(\w+)\n([^]*?)^```$/gm)) {
    if (level === '##') [ts, yaml] = ['', '']
    if (heading !== undefined) title = level === '##' ? heading : `${title.split(': ')[0]}: ${heading}`
    else if (language === 'ts') ts = text
    else if (language === 'yaml') yaml = text
    else if (language === 'http') examples.push({ title, ts, yaml, shown: text.trim().split('\n') })
    else throw new Error(`no test runs a block of ${language}`)
  }
  return examples
}

/** Write the server of each example of a page, with its catalog, to a folder. They import the package from `src`. */
export function writeExamples (name: string, folder: string): string[] {
  return examplesOf(docOf(name)).map(({ ts, yaml }, index) => {
    const place = join(folder, String(index))
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'catalog.yaml'), yaml)
    const file = join(place, 'server.ts')
    const own = (name = '/index') => `'${relative(place, join(root, `src${name}.ts`))}'`
    const code = ts.replaceAll(/'fastify-error-catalog(\/\w+)?'/g, (_, name?: string) => own(name))
    writeFileSync(file, `${code.replace('port: 3000', 'port: 0')}\nexport { app }\n`)
    return file
  })
}

/** Let the servers of a page listen, and compare what they answer with what it shows. `exampleTypes.test.ts` checks their types. */
export function testPage (name: string, want: number) {
  const examples = examplesOf(docOf(name))
  const files = writeExamples(name, t.testdir({}))

  t.test(`the page ${name} has its examples`, async t => t.equal(examples.length, want))

  for (const [at, { title, shown }] of examples.entries()) {
    t.test(`${name}, ${title}`, async t => {
      const { app } = await import(pathToFileURL(files[at] as string).href) as { app: FastifyInstance }
      t.teardown(() => app.close())
      for (const line of shown) t.equal(await answered(app.listeningOrigin, line), line)
    })
  }
}

/** The line of a page as it should be: its request is sent, and what comes back is put behind the arrow. */
export async function answered (url: string, line: string): Promise<string> {
  const parts = exchange.exec(line)
  if (parts === null) throw new Error(`"${line}" is no exchange: METHOD path (header: value) body → status (header: value) body`)
  const [, method = '', path, given = '', body, , shown = ''] = parts
  if (method === 'WS') return `${line.slice(0, line.indexOf(' → ') + 2)} ${await closed(url + path)}`
  const headers = Object.fromEntries(headersIn(given))
  const response = await fetch(url + path, {
    method,
    headers: { 'x-request-id': 'r1', ...body?.startsWith('{') === true ? { 'content-type': 'application/json' } : {}, ...headers },
    redirect: 'manual',
    ...body === undefined ? {} : { body: body.replaceAll(/\\[rn]/g, escape => newline[escape as keyof typeof newline]) }
  })
  const text = await response.text()
  const told = headersIn(shown).map(([name = '']) => `${name}: ${response.headers.get(name)}`)
  return [line.slice(0, line.indexOf(' → ') + 2), response.status, told.length > 0 ? `(${told.join(', ')})` : '', text].filter(part => part !== '').join(' ')
}

/** `name: value, name: value`; a value may hold commas. */
function headersIn (text: string): string[][] {
  return text === '' ? [] : text.split(/, (?=[a-z-]+: )/).map(header => header.split(': '))
}

/** How a WebSocket ends: its close code and reason, or the response to its handshake. */
function closed (url: string): Promise<string> {
  const socket = new WebSocket(url, { headers: { 'x-request-id': 'r1' } })
  return new Promise(resolve => {
    socket.on('close', (code, reason) => resolve(`${code} ${reason.toString()}`))
    socket.on('unexpected-response', (_request, response) => {
      response.setEncoding('utf8').toArray().then(chunks => resolve(`${response.statusCode} ${chunks.join('')}`), () => resolve('nothing'))
    })
  })
}

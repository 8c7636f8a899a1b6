import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter, type CompletionItem, type CompletionList, type Diagnostic, type Hover } from 'vscode-languageserver-protocol/node'

const root = fileURLToPath(new URL('../..', import.meta.url))
const server = fileURLToPath(new URL('../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url))

/** A language server with an open catalog: `|` marks the cursor. */
async function editor (t: Test) {
  const dir = mkdtempSync(join(tmpdir(), 'editor-'))
  mkdirSync(join(dir, 'node_modules'))
  symlinkSync(root, join(dir, 'node_modules/fastify-error-catalog'))
  // Without the loader that tap adds to NODE_OPTIONS: the server's CommonJS cannot run under it.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  t.teardown(() => {
    connection.dispose()
    child.kill('SIGKILL')
    rmSync(dir, { recursive: true })
  })
  const published = new Map<string, (diagnostics: readonly Diagnostic[]) => void>()
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: { uri: string, diagnostics: Diagnostic[] }) => published.get(uri)?.(diagnostics))
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null))
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(dir).href,
    workspaceFolders: null,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } }, hover: { contentFormat: ['markdown'] } } }
  })
  await connection.sendNotification('initialized', {})
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } } })
  let count = 0
  const open = async (marked: string, name = `catalog${++count}.yaml`) => {
    const text = `# yaml-language-server: $schema=./node_modules/fastify-error-catalog/catalog.schema.json\n${marked}`
    const before = text.slice(0, Math.max(0, text.indexOf('|')))
    const uri = pathToFileURL(join(dir, name)).href
    const content = text.replace('|', '')
    writeFileSync(join(dir, name), content)
    const diagnostics = new Promise<readonly Diagnostic[]>(resolve => { published.set(uri, resolve) })
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: content } })
    const lines = before.split('\n')
    return { textDocument: { uri }, position: { line: lines.length - 1, character: (lines.at(-1) as string).length }, diagnostics }
  }
  return {
    async complete (marked: string): Promise<ReadonlyMap<string, CompletionItem>> {
      const { diagnostics: _, ...at } = await open(marked)
      const list = await connection.sendRequest('textDocument/completion', at) as CompletionList
      return new Map(list.items.map(item => [item.label.trim(), item]))
    },
    async hover (marked: string): Promise<string> {
      const { diagnostics: _, ...at } = await open(marked)
      return JSON.stringify((await connection.sendRequest('textDocument/hover', at) as Hover | null)?.contents ?? null)
    },
    async diagnose (text: string) {
      const { diagnostics } = await open(text)
      return (await diagnostics).map(({ message, range: { start } }) => `${start.line}:${start.character} ${message}`)
    },
    /** The titles of the quick fixes for the first diagnostic. */
    async fix (text: string) {
      const { diagnostics, textDocument } = await open(text)
      const [first] = await diagnostics as [Diagnostic]
      const actions = await connection.sendRequest('textDocument/codeAction', { textDocument, range: first.range, context: { diagnostics: [first] } })
      return (actions as Array<{ title: string }> | null ?? []).map(({ title }) => title)
    }
  }
}

const textOf = ({ documentation }: CompletionItem) => typeof documentation === 'string' ? documentation : documentation?.value ?? ''

t.test('yaml-language-server completes and explains catalogs', { timeout: 300_000 }, async t => {
  const { complete, hover, diagnose, fix } = await editor(t)
  const keys = await complete('extends: http\nco|\n')
  for (const [key, want] of [['codes', /Each error this API can return/], ['envelope', /envelope of responses/], ['roles', /each kind of error/], ['locales', /other languages/]] as const) {
    t.match(textOf(keys.get(key) ?? { label: '' }), want, key)
  }
  const entry = await complete('codes:\n  a_b:\n    st|\n')
  t.match(textOf(entry.get('status') ?? { label: '' }), /HTTP status/)
  t.match(textOf(entry.get('retry') ?? { label: '' }), /same request be sent again/)
  const statuses = await complete('codes:\n  a_b:\n    status: |\n')
  t.match(textOf(statuses.get('404') ?? { label: '' }), 'Not Found')
  t.match(textOf(statuses.get('503') ?? { label: '' }), 'Service Unavailable')
  const envelopes = await complete('envelope: |\n')
  t.match(textOf(envelopes.get('rfc9457') ?? { label: '' }), 'RFC 9457')
  t.ok(['nested', 'kyc', 'billing', 'jsonapi'].every(name => envelopes.has(name)))
  t.match(textOf((await complete('extends: |\n')).get('http') ?? { label: '' }), 'One code for each error')
  const roles = await complete('roles:\n  |\n')
  t.equal(new Set(['notFound', 'rateLimited', 'banned', 'uriTooLong'].map(role => textOf(roles.get(role) ?? { label: role }))).size, 4, 'each role has its own sentence')
  t.match(textOf(roles.get('rateLimited') ?? { label: '' }), 'rate limit')
  t.match(textOf((await complete('codes:\n  a_b:\n    retry: |\n')).get('same-key') ?? { label: '' }), 'Idempotency-Key')
  t.match(textOf((await complete('codes:\n  a_b:\n    log: |\n')).get('warn') ?? { label: '' }), '429')
  t.match(textOf([...await complete('codes:\n  a_b:\n    details:\n      id: |\n')].find(([label]) => label.includes('integer'))?.[1] ?? { label: '' }), 'whole number')
  t.match(await hover('codes:\n  a_b:\n    stat|us: 404\n'), 'HTTP status')
  t.match(await hover('codes:\n  a_b:\n    status: 4|04\n'), /Not Found|HTTP status/)
  t.match(await hover('roles:\n  ban|ned: x\n'), 'banned the client')

  t.same(await diagnose('$schema: ./x.json\nextends: http\nenvelope: nested\ncodes:\n  a_b: { status: 404, message: A. }\n'), [])
  t.same(await diagnose('extends: ./base.yaml\nenvelope: mine\n'), [], 'the envelope may be that of the other file')
  const [unknownKey, ...others] = await diagnose('extends: http\nenvelop: nested\n')
  t.match(unknownKey, /^2:0 .*envelop\b/)
  t.same(others, [])
  t.match((await diagnose('extends: http\nenvelope: nestd\n')).join('\n'), /^2:10 .*nested/)
  t.match((await diagnose('codes:\n  a_b:\n    status: 404\n    message: A.\n    retri: never\n')).join('\n'), /^5:4 .*retri\b/)
  t.ok((await fix('extends: http\nenvelop: nested\n')).includes('envelope'), 'the nearest name is a quick fix')
  t.ok((await fix('extends: http\nenvelope: nestd\n')).includes('nested'))
})

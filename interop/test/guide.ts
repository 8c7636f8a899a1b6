import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { WebSocket } from 'undici'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/**
 * Write the files of a guide, each after a marker `<!-- file: NAME -->`, into a folder: all of them, or the files
 * of one section and of the text before the first section.
 *
 * @returns the exchanges of the guide.
 */
export function writeGuide (page: string, folder: string, port: number, heading?: string): string[] {
  const text = sectionOf(page, heading).replaceAll('3000', String(port))
  for (const [, name = '', content = ''] of text.matchAll(/<!-- file: (\S+) -->\n```\w+\n([^]*?)```/g)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return [...text.matchAll(/```http\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
}

/** A section of a page with the text before the first section, or the whole page. */
export function sectionOf (page: string, heading?: string): string {
  const text = readFileSync(join(docs, page), 'utf8')
  if (heading === undefined) return text
  const [intro = '', ...sections] = text.split(/^## /m)
  const section = sections.find(section => section.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`${page} has no section "${heading}"`)
  return intro + section
}

/** The block of a page after a marker `<!-- NAME -->`. */
export function blockOf (page: string, name: string): string {
  const block = new RegExp(`<!-- ${name} -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(sectionOf(page))?.[1]
  if (block === undefined) throw new Error(`${page} has no block "${name}"`)
  return block
}

interface Started {
  readonly command?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Start a program in a folder and wait until its port answers. It ends with the test. @returns what it has printed so far. */
export async function startProgram (
  t: Test, cwd: string, args: readonly string[], port: number, { command = process.execPath, env = {} }: Started = {}
) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text })
  t.teardown(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'close')
  })
  while (!await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) {
    if (child.exitCode !== null) throw new Error(`the program of the guide has ended: ${output}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return () => output
}

/** METHOD path (name: value) body → status (name: value) body */
const exchange = /^([A-Z]+) (\S+)(?: \((.+?)\))?(?: (.+?))? → (\d+)(?: \((.+?)\))?(?: (.+))?$/

/** WS path "message" → the received message */
const socketExchange = /^WS (\S+)(?: "(.*?)")? → /

/** The code that a client reports when its handshake has failed (RFC 6455, section 7.1.5). */
const refused = 1006

/** The response to a handshake. */
async function refusalOf (url: string): Promise<string> {
  const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'x-request-id': 'r1' }
  const [response] = await once(get(url, { headers: handshake }), 'response') as [IncomingMessage]
  return `${response.statusCode} ${(await response.toArray()).join('')}`
}

/** Open a WebSocket, send a message and wait for a message, or for the end. */
async function sendToSocket (url: string, message: string | undefined): Promise<string> {
  const socket = new WebSocket(url.replace('http', 'ws'))
  return await new Promise(resolve => {
    socket.addEventListener('open', () => { if (message !== undefined) socket.send(message) })
    socket.addEventListener('message', ({ data }) => { resolve(String(data)); socket.close() })
    socket.addEventListener('close', ({ code, reason }) => resolve(code === refused ? refusalOf(url) : `closed with ${code} ${reason}`))
  })
}

/** Send the request of a line. @returns the line with the actual response after the arrow. Line ends of a body are shown as `\n`. */
export async function sendLine (url: string, line: string): Promise<string> {
  const ofSocket = socketExchange.exec(line)
  if (ofSocket !== null) return ofSocket[0] + await sendToSocket(url + ofSocket[1], ofSocket[2])
  const [, method = '', path = '', given, body, , shown] = exchange.exec(line) as RegExpExecArray
  const response = await fetch(url + path, {
    method,
    headers: { 'x-request-id': 'r1', ...body === undefined ? {} : { 'content-type': 'application/json' }, ...toHeaders(given) },
    ...body === undefined ? {} : { body }
  })
  const text = (await response.text()).replaceAll('\n', '\\n')
  const headers = Object.keys(toHeaders(shown)).map(name => `${name}: ${response.headers.get(name)}`)
  return [line.slice(0, line.indexOf(' → ') + 2), response.status, headers.length > 0 ? `(${headers.join(', ')})` : '', text].filter(part => part !== '').join(' ')
}

function toHeaders (text = ''): Record<string, string> {
  return Object.fromEntries(text.split(/, (?=[a-z-]+: )/).filter(part => part !== '').map(part => part.split(': ') as [string, string]))
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/** Write the files of a guide, each behind a marker `<!-- file: NAME -->`, into a folder. @returns the exchanges that it shows. */
export function writeGuide (page: string, folder: string, port: number): string[] {
  const text = readFileSync(join(docs, page), 'utf8').replaceAll('3000', String(port))
  for (const [, name = '', content = ''] of text.matchAll(/<!-- file: (\S+) -->\n```\w+\n([^]*?)```/g)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return [...text.matchAll(/```http\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
}

/** Start a program in a folder and wait until its port answers. It ends with the test. */
export async function startProgram (t: Test, cwd: string, args: readonly string[], port: number) {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } })
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
}

/** METHOD path (name: value) body → status (name: value) body */
const exchange = /^([A-Z]+) (\S+)(?: \((.+?)\))?(?: (.+?))? → (\d+)(?: \((.+?)\))?(?: (.+))?$/

/** The line of a guide as it should be: its request is sent, and the response is put behind the arrow. */
export async function sendLine (url: string, line: string): Promise<string> {
  const [, method = '', path = '', given, body, , shown] = exchange.exec(line) as RegExpExecArray
  const response = await fetch(url + path, {
    method,
    headers: { 'x-request-id': 'r1', ...body === undefined ? {} : { 'content-type': 'application/json' }, ...toHeaders(given) },
    ...body === undefined ? {} : { body }
  })
  const text = await response.text()
  const headers = Object.keys(toHeaders(shown)).map(name => `${name}: ${response.headers.get(name)}`)
  return [line.slice(0, line.indexOf(' → ') + 2), response.status, headers.length > 0 ? `(${headers.join(', ')})` : '', text].filter(part => part !== '').join(' ')
}

function toHeaders (text = ''): Record<string, string> {
  return Object.fromEntries(text.split(/, (?=[a-z-]+: )/).filter(part => part !== '').map(part => part.split(': ') as [string, string]))
}

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { env } from './built.ts'

/** What TypeScript's server for editors completes at the first place of a mark in a file, by name. */
export async function completionsAt (file: string, mark: string): Promise<string[]> {
  const text = readFileSync(file, 'utf8')
  const before = text.slice(0, text.indexOf(mark) + mark.length).split('\n')
  const server = spawn(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsserver'), '--disableAutomaticTypingAcquisition'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const send = (seq: number, command: string, args: object) => server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`)
    send(1, 'open', { file })
    send(2, 'completionInfo', { file, line: before.length, offset: (before.at(-1) as string).length + 1 })
    let output = ''
    for await (const chunk of server.stdout.setEncoding('utf8')) {
      output += chunk
      // One line of JSON each, after a header; the last line may not be whole.
      const answer = output.split('\n').slice(0, -1).find(line => line.includes('"request_seq":2'))
      if (answer === undefined) continue
      const { body } = JSON.parse(answer) as { body: { entries: ReadonlyArray<{ name: string }> } }
      return body.entries.map(({ name }) => name)
    }
    throw new Error(`tsserver ended without an answer: ${output}`)
  } finally {
    server.kill()
  }
}

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import errorCatalog, { serverOptions } from '../../src/index.ts'
import { serve } from '../serve.ts'

export const docOf = (name: string) => readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')

/** The rows of all tables of a page, by cells. */
export const rowsOf = (doc: string) => doc.split('\n').filter(line => line.startsWith('| ')).map(line => line.slice(2, -2).split(' | '))

export const namesIn = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string)

export const request = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n`

/** The bytes that a server writes until it closes the socket. */
export async function wire (url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let got = ''
  socket.setEncoding('latin1').on('data', chunk => { got += chunk }).on('error', () => {})
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return got
}

/** A server with every feature that the plugin can cover. */
export function covered (t: Parameters<typeof serve>[0], build: (app: FastifyInstance) => unknown, options: FastifyServerOptions = {}) {
  return serve(t, async app => {
    await app.register(errorCatalog, { replaceErrorBodies: true })
    await build(app)
  }, serverOptions(options))
}

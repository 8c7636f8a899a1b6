import type { Try } from './try.ts'

/** The curl command that sends a try and prints the headers and the body of the response. */
export function toCurl (base: string, { method, path, headers = {}, body, repeat = 1 }: Try): string {
  const isImplied = method === (body === undefined ? 'GET' : 'POST')
  const curl = [
    "curl -siw '\\n'",
    ...isImplied ? [] : [`-X ${method}`],
    `${base}${path}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...body === undefined ? [] : [`-d ${quoted(typeof body === 'string' ? body : JSON.stringify(body))}`]
  ].join(' ')
  if (repeat === 1) return curl
  return `for i in ${Array.from({ length: repeat }, (_, index) => index + 1).join(' ')}; do ${curl}; done`
}

function quoted (text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

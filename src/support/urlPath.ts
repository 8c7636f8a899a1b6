/** The path of a URL, which may contain the host (RFC 9112, section 3.2.2). */
export function urlPath (url: string): string {
  if (url.startsWith('/') && !url.includes('?') && !url.includes('#')) return url
  const start = url.startsWith('/') ? 0 : /^https?:\/\/[^/?#]*/i.exec(url)?.[0].length
  const end = url.search(/[?#]/)
  return url.slice(start, end === -1 ? undefined : end)
}

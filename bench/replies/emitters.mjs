import { EventEmitter } from 'node:events'

/**
 * Create event emitters of several classes, as each real server has: connections of databases, streams, file handles.
 *
 * V8 compiles the constructor of emitters for up to four classes that it has seen. Without this, a variant that imports a file later than
 * another has a fifth class, and takes 780 instructions more for each request.
 */
export function createEmitters () {
  const classes = Array.from({ length: 8 }, () => class extends EventEmitter {})
  return Array.from({ length: 2_000 }, (_, index) => new (classes[index % classes.length])())
}

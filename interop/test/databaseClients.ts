import { credentials, Client as GrpcClient } from '@grpc/grpc-js'
import { PrismaPg } from '@prisma/adapter-pg'
import { getPrismaClient } from '@prisma/client/runtime/client'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Redis } from 'ioredis'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import knex from 'knex'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { MongoClient } from 'mongodb'
import mongoose from 'mongoose'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { createClient } from 'redis'
import { Sequelize } from 'sequelize'
import { DataSource } from 'typeorm'

/** Sends one query to the server at this port of loopback and waits at most `timeout` milliseconds for it. */
type Query = (port: number, timeout: number) => Promise<unknown>

const host = '127.0.0.1'
const silent = { error () {}, warn () {} }

/** MongoDB retries after any fault until the time to select a server is over. */
const mongoOptions = (timeout: number) => ({ serverSelectionTimeoutMS: Math.min(timeout, 2000), connectTimeoutMS: 200 })

/** Clients of databases, of Redis and of gRPC services, each without retries. */
export const databaseClients: Readonly<Record<string, Query>> = {
  pg: async (port, timeout) => {
    const client = new pg.Client({ host, port, user: 'shop', password: 'secret', connectionTimeoutMillis: timeout })
    await client.connect()
  },
  'pg Pool': async (port, timeout) => await withPool(port, timeout, pool => pool.query('select 1')),
  mysql2: async (port, timeout) => await mysql.createConnection({ host, port, user: 'shop', connectTimeout: timeout }),
  Knex: async (port, timeout) => {
    const client = knex({ client: 'pg', connection: { host, port, user: 'shop', password: 'secret' }, acquireConnectionTimeout: timeout, log: silent })
    return await closing(async () => await client.raw('select 1'), () => client.destroy())
  },
  Kysely: async (port, timeout) => await withPool(port, timeout, async pool => {
    return await sql`select 1`.execute(new Kysely<object>({ dialect: new PostgresDialect({ pool }) }))
  }),
  Drizzle: async (port, timeout) => await withPool(port, timeout, async pool => await drizzle(pool).execute('select 1')),
  Sequelize: async (port, timeout) => {
    const client = new Sequelize('shop', 'shop', 'secret', {
      host, port, dialect: 'postgres', logging: false, retry: { max: 0 }, dialectOptions: { connectionTimeoutMillis: timeout }
    })
    return await closing(async () => await client.query('select 1'), () => client.close())
  },
  TypeORM: async (port, timeout) => {
    return await new DataSource({ type: 'postgres', host, port, username: 'shop', password: 'secret', connectTimeoutMS: timeout }).initialize()
  },
  Prisma: async (port, timeout) => {
    const client = prisma({ host, port, user: 'shop', password: 'secret', connectionTimeoutMillis: timeout })
    return await closing(async () => await client.order.findMany(), () => client.$disconnect())
  },
  MongoDB: async (port, timeout) => {
    const client = new MongoClient(`mongodb://${host}:${port}`, mongoOptions(timeout))
    return await closing(async () => await client.db('shop').command({ ping: 1 }), () => client.close())
  },
  Mongoose: async (port, timeout) => {
    const connection = mongoose.createConnection(`mongodb://${host}:${port}/shop`, mongoOptions(timeout))
    return await closing(async () => await connection.asPromise(), () => connection.close())
  },
  ioredis: async (port, timeout) => {
    const client = new Redis({ host, port, lazyConnect: true, maxRetriesPerRequest: 0, commandTimeout: timeout, retryStrategy: () => null })
    client.on('error', () => {})
    return await closing(async () => await client.get('key'), () => { client.disconnect() })
  },
  'node-redis': async (port, timeout) => {
    const client = createClient({ socket: { host, port, connectTimeout: timeout, socketTimeout: timeout, reconnectStrategy: false } })
    client.on('error', () => {})
    return await closing(async () => {
      await client.connect()
      return await client.get('key')
    }, () => { client.destroy() })
  },
  '@grpc/grpc-js': async (port, timeout) => {
    const client = new GrpcClient(`${host}:${port}`, credentials.createInsecure())
    const identity = (bytes: Buffer) => bytes
    return await closing(async () => await new Promise((resolve, reject) => {
      client.makeUnaryRequest('/Orders/Get', identity, identity, Buffer.alloc(0), { deadline: Date.now() + timeout }, (error, value) => {
        if (error === null) resolve(value)
        else reject(error)
      })
    }), () => { client.close() })
  },
  jose: async (port, timeout) => {
    const keys = createRemoteJWKSet(new URL(`http://${host}:${port}/keys`), { timeoutDuration: timeout })
    return await jwtVerify('eyJhbGciOiJSUzI1NiJ9.e30.c2ln', keys)
  }
}

/** Other errors of these clients, while the server does not respond. */
export const patientClients: Readonly<Record<string, readonly [query: Query, code: string]>> = {
  'pg: a query with a timeout': [async (port, timeout) => {
    const client = new pg.Client({ host, port, user: 'shop', password: 'secret', query_timeout: timeout })
    client.connect().catch(() => {})
    return await closing(async () => await client.query('select 1'), () => client.end())
  }, 'gateway_timeout'],
  'pg: a pool without a free connection': [async (port, timeout) => await withPool(port, timeout, async pool => {
    pool.query('select 1').catch(() => {})
    return await pool.query('select 1')
  }, 1), 'unavailable'],
  'mysql2: a pool with a full queue': [async (port, timeout) => {
    const pool = mysql.createPool({ host, port, user: 'shop', connectTimeout: timeout, connectionLimit: 1, queueLimit: 1 })
    const queries = [1, 2, 3].map(async () => await pool.query('select 1'))
    return await closing(async () => await Promise.all(queries), async () => {
      await Promise.allSettled(queries)
      await pool.end()
    })
  }, 'unavailable'],
  'Prisma: a raw query': [async (port, timeout) => {
    const client = prisma({ host, port, user: 'shop', password: 'secret', connectionTimeoutMillis: timeout })
    return await closing(async () => await client.$queryRaw`select 1`, () => client.$disconnect())
  }, 'gateway_timeout'],
  'Mongoose: a model whose connection never opens': [async (port, timeout) => {
    const connection = mongoose.createConnection(`mongodb://${host}:${port}/shop`, { serverSelectionTimeoutMS: 10 * timeout })
    connection.asPromise().catch(() => {})
    const Order = connection.model('Order', new mongoose.Schema({ number: String }, { bufferTimeoutMS: timeout }))
    return await closing(async () => await Order.findOne(), () => connection.destroy())
  }, 'unavailable'],
  'node-redis: a client that is closed': [async port => await createClient({ socket: { host, port } }).get('key'), 'unavailable'],
  'MongoDB: a server whose fault is not known yet': [async (port, timeout) => {
    const client = new MongoClient(`mongodb://${host}:${port}`, { serverSelectionTimeoutMS: timeout })
    return await closing(async () => await client.connect(), () => client.close())
  }, 'gateway_timeout']
}

async function withPool (port: number, timeout: number, query: (pool: pg.Pool) => Promise<unknown>, max = 2): Promise<unknown> {
  const pool = new pg.Pool({ host, port, max, user: 'shop', password: 'secret', connectionTimeoutMillis: timeout })
  pool.on('error', () => {})
  return await closing(async () => await query(pool), () => pool.end())
}

/** Close a client without waiting for it: some wait for the connection that hangs. */
async function closing (query: () => Promise<unknown>, close: () => unknown): Promise<unknown> {
  try {
    return await query()
  } finally {
    Promise.resolve(close()).catch(() => {})
  }
}

interface Prisma { order: { findMany: () => Promise<unknown> }, $queryRaw: (query: TemplateStringsArray) => Promise<unknown>, $disconnect: () => Promise<void> }

const compiler = '@prisma/client/runtime/query_compiler_fast_bg.postgresql'

/** The client that `prisma generate` writes for this schema. The command downloads programs; the generated client does not. */
function prisma (connection: pg.PoolConfig): Prisma {
  const Client = getPrismaClient({
    previewFeatures: [],
    clientVersion: '7.10.0',
    engineVersion: '0',
    activeProvider: 'postgresql',
    inlineSchema: 'datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id Int @id\n}\n',
    runtimeDataModel: { models: { Order: { dbName: null, schema: null, fields: [{ name: 'id', kind: 'scalar', type: 'Int' }] } }, enums: {}, types: {} },
    parameterizationSchema: { strings: [], graph: 'AAAA' },
    compilerWasm: {
      getRuntime: async () => await import(`${compiler}.mjs`) as never,
      getQueryCompilerWasmModule: async () => {
        const { wasm } = await import(`${compiler}.wasm-base64.mjs`) as { wasm: string }
        return new WebAssembly.Module(Buffer.from(wasm, 'base64'))
      },
      importName: './query_compiler_fast_bg.js'
    }
  } as never)
  return new Client({ adapter: new PrismaPg(connection) }) as unknown as Prisma
}

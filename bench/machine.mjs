// @ts-check
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { arch, cpus, platform, totalmem } from 'node:os'
import { poolSize } from './pool-size.mjs'

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function output(command, args) {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  } catch {
    return undefined
  }
}

/** @param {string} folder Where `node_modules` is. */
async function versionIn(folder, /** @type {string} */ name) {
  const file = new URL(`../${folder}node_modules/${name}/package.json`, import.meta.url)
  return existsSync(file) ? String(JSON.parse(await readFile(file, 'utf8')).version) : undefined
}

/**
 * What the figures depend on. Members that are not known are left out of the JSON.
 * @param {readonly number[]} loadBefore
 * @param {readonly number[]} loadAfter
 */
export async function machineFacts(loadBefore, loadAfter) {
  const { findPostgresBinaries } = await import('../test/support/postgres-binaries.ts')
  const binaries = findPostgresBinaries()
  return {
    date: new Date().toISOString(),
    system: [platform(), arch(), output('uname', ['-r'])].filter(Boolean).join(' '),
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    postgres: binaries && output(`${binaries}/postgres`, ['--version']),
    postgresPool: poolSize,
    fastify: await versionIn('', 'fastify'),
    libsql: await versionIn('', 'libsql'),
    pg: await versionIn('', 'pg'),
    oidcProvider: await versionIn('', 'oidc-provider'),
    betterAuth: await versionIn('peers/', 'better-auth'),
    glewlwyd: output('glewlwyd', ['--version']),
    loadAverageBefore: loadBefore.map((value) => Number(value.toFixed(2))),
    loadAverageAfter: loadAfter.map((value) => Number(value.toFixed(2))),
  }
}

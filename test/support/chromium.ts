import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const cachedExecutables = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
]

const quietArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function onPath(): string[] {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return commands.flatMap((name) => directories.map((directory) => join(directory, name)))
}

function inPlaywrightCache(): string[] {
  const roots = [
    process.env.PLAYWRIGHT_BROWSERS_PATH ?? '',
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  ].filter(Boolean)
  return roots.flatMap((root) => {
    try {
      return readdirSync(root)
        .filter((name) => /^chromium-\d+$/.test(name))
        .sort((left, right) => right.localeCompare(left, 'en', { numeric: true }))
        .flatMap((name) => cachedExecutables.map((file) => join(root, name, file)))
    } catch {
      return []
    }
  })
}

export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM
  const candidates = [...(named ? [named] : []), ...onPath(), ...applications]
  return [...candidates, ...inPlaywrightCache()].find(isExecutable)
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) {
    throw new Error('Chromium was not found (install chromium, or set CHROMIUM to its path).')
  }
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...sandbox, ...quietArguments] })
}

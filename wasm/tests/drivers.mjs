// Firefox and WebKit as Debian packages them, each behind the same few calls: a page is opened, a function runs in it, a
// picture is taken. What the story needs more is done inside of the page, where both are alike.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

import puppeteer from 'puppeteer-core';

/** How long a page may take for what the story waits for. */
const PATIENCE = 30_000;

/**
 * A page: `evaluate(work, ...values)` calls the function in the page and gives what it resolves to; `until(work, ...values)`
 * repeats it until that is true. Functions and values travel as text, so a function sees nothing but its arguments.
 */
class Page {
  async until(work, ...values) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await this.evaluate(work, ...values).catch((error) => {
        // A page that is being replaced answers nothing.
        if (Date.now() > end) {
          throw error;
        }
      });
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(`waited in vain for ${String(work).slice(0, 160)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits for an element and gives an attribute of it, or its text. */
  wait(selector, attribute) {
    return this.until(
      (selector, attribute) => {
        const element = document.querySelector(selector);
        return element && (attribute ? element.getAttribute(attribute) : element.textContent || ' ');
      },
      selector,
      attribute ?? null,
    );
  }

  async click(selector) {
    await this.wait(`${selector}:not(:disabled)`);
    await this.evaluate((selector) => document.querySelector(selector).click(), selector);
  }

  async fill(selector, text) {
    await this.wait(selector);
    await this.evaluate(
      (selector, text) => {
        const field = document.querySelector(selector);
        field.value = text;
        for (const type of ['input', 'change']) {
          field.dispatchEvent(new Event(type, { bubbles: true }));
        }
      },
      selector,
      text,
    );
  }
}

/** Firefox, over WebDriver BiDi. */
export async function firefox(program, size) {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: program, headless: true, acceptInsecureCerts: true });
  class FirefoxPage extends Page {
    constructor(page) {
      super();
      this.page = page;
    }
    evaluate(work, ...values) {
      return this.page.evaluate(work, ...values);
    }
    async go(url) {
      await this.page.goto(url);
    }
    /** A page behind another one gets no animation frames. */
    front() {
      return this.page.bringToFront();
    }
    async picture() {
      await this.front();
      return Buffer.from(await this.page.screenshot());
    }
  }
  return {
    version: await browser.version(),
    async open(url) {
      const page = await browser.newPage();
      await page.setViewport({ ...size, deviceScaleFactor: 2 });
      await page.goto(url);
      return new FirefoxPage(page);
    },
    close: () => browser.close(),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** WebKitGTK's small browser, over classic WebDriver. It has no headless mode, so a screen is made for it. */
export async function webkit(browserProgram, size) {
  const port = await freePort();
  const driver = spawn('xvfb-run', ['--auto-servernum', '--server-args=-screen 0 4096x1024x24', 'WebKitWebDriver', `--port=${port}`], {
    stdio: 'ignore',
    detached: true,
  });
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (value?.error) {
      throw new Error(`${value.error}: ${value.message}`);
    }
    return value;
  };
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      await call('GET', '/status');
      break;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const options = { binary: browserProgram, args: ['--automation'] };
  const { sessionId, capabilities } = await call('POST', '/session', { capabilities: { alwaysMatch: { acceptInsecureCerts: true, 'webkitgtk:browserOptions': options } } });
  const path = `/session/${sessionId}`;
  // A window behind another one is not painted: they stand side by side.
  let windows = 0;
  class WebKitPage extends Page {
    constructor(handle) {
      super();
      this.handle = handle;
    }
    async evaluate(work, ...values) {
      await this.front();
      // The function is a literal of the script, since the pages forbid eval.
      const script = `const done = arguments[arguments.length - 1];
        (async () => (${work})(...[...arguments].slice(0, -1)))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value, error } = await call('POST', `${path}/execute/async`, { script, args: values });
      if (error) {
        throw new Error(error);
      }
      return value;
    }
    async go(url) {
      await this.front();
      await call('POST', `${path}/url`, { url });
    }
    /** Calls are about this window from here on. */
    async front() {
      await call('POST', `${path}/window`, { handle: this.handle });
    }
    async picture() {
      await this.front();
      return Buffer.from(await call('GET', `${path}/screenshot`), 'base64');
    }
  }
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    async open(url) {
      const { handle } = await call('POST', `${path}/window/new`, { type: 'window' });
      const page = new WebKitPage(handle);
      await page.front();
      await call('POST', `${path}/window/rect`, { ...size, x: windows * 600, y: 0 });
      windows += 1;
      await page.go(url);
      return page;
    },
    async close() {
      await call('DELETE', path).catch(() => undefined);
      process.kill(-driver.pid);
    },
  };
}

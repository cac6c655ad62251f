// Builds three pages' scripts (field, desk, portal) and the service worker into dist/, which the server serves as it is.
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { VitePWA } from 'vite-plugin-pwa';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The version that a phone reports is that of the whole program.
const [, version = ''] = /^version = "(.+)"$/m.exec(readFileSync(new URL('../pyproject.toml', import.meta.url), 'utf8')) ?? [];

export default defineConfig({
  define: { __APP__: JSON.stringify(version) },
  plugins: [
    svelte(),
    svelteTesting(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: false,
      registerType: 'prompt',
      manifest: {
        id: '/field',
        name: 'ประชาคม',
        short_name: 'ประชาคม',
        lang: 'th',
        start_url: '/field',
        scope: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#1f3f86',
        icons: [
          { src: '/icons/ring-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icons/ring-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
        ],
      },
      injectManifest: { globPatterns: ['field.html', 'desk.html', '**/*.{js,css,woff2,wasm,png,webmanifest}'] },
    }),
  ],
  resolve: { alias: { pako: fileURLToPath(new URL('src/carry/no-zlib.ts', import.meta.url)) } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    manifest: 'assets.json', // the portal's templates look up their script and style by name
    rollupOptions: { input: { field: 'field.html', desk: 'desk.html', portal: 'src/portal/main.ts' } },
  },
  server: { proxy: { '/api': 'http://localhost:8000', '/sync': 'http://localhost:8000', '/auth': 'http://localhost:8000' } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test-setup.ts'],
    include: ['src/**/*.test.ts'],
    testTimeout: 20_000,
  },
});

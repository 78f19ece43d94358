import { defineConfig } from "vite";

// Test runners set another one, and Lit's development build would be bundled.
process.env["NODE_ENV"] = "production";

/** Builds the page: one module, one more for panels that few pages have, one stylesheet, one worker; named by their content. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: ["chrome123", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { input: `${import.meta.dirname}/app/main.ts` },
  },
});

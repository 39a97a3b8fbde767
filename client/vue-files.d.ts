// For tools that read only TypeScript: what a `.vue` file gives. vue-tsc knows the true types.
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  export default component;
}

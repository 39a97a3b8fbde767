/** Up to this width the page is a phone's, as the style sheets have it. */
const phonePixels = 760;
export const isPhone = (): boolean => innerWidth <= phonePixels;

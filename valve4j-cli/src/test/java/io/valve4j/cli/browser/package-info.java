/** What needs a browser: run by {@code ./mvnw -Pbrowser verify}, with Chromium at {@code /usr/bin/chromium} or {@code -Dchromium}. */
package io.valve4j.cli.browser;

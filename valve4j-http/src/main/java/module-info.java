/** Says a decision in HTTP: status, RateLimit header fields, problem details; and a servlet filter that does all of it. */
module io.valve4j.http {
    requires transitive io.valve4j;
    requires static transitive jakarta.servlet;
    requires static org.jspecify;

    exports io.valve4j.http;
    exports io.valve4j.http.servlet;
}

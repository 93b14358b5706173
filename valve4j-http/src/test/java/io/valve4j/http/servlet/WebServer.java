package io.valve4j.http.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A real Tomcat on a port of its own. */
final class WebServer implements AutoCloseable {

    /** Kept, since loggers that nobody holds lose their level: servlets that throw are part of the tests. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Context context;
    private int named;

    WebServer(Path folder) {
        TOMCAT.setLevel(Level.OFF);
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        context = tomcat.addContext("", folder.toString());
    }

    WebServer filter(Filter filter) {
        return filter(filter, EnumSet.allOf(DispatcherType.class));
    }

    WebServer filter(Filter filter, Set<DispatcherType> types) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("filter" + named++);
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(definition.getFilterName());
        map.addURLPattern("/*");
        types.forEach(type -> map.setDispatcher(type.name()));
        context.addFilterMap(map);
        return this;
    }

    /** What a servlet does. */
    @FunctionalInterface
    interface Service {

        void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    WebServer servlet(String mapping, Service service) {
        String name = "servlet" + named++;
        Tomcat.addServlet(context, name, new HttpServlet() {
                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response)
                            throws ServletException, IOException {
                        service.serve(request, response);
                    }
                })
                .setAsyncSupported(true);
        context.addServletMapping(mapping, name);
        return this;
    }

    WebServer errorPage(String location) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(500);
        page.setLocation(location);
        context.addErrorPage(page);
        return this;
    }

    WebServer start() throws LifecycleException {
        tomcat.start();
        return this;
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> get(String path, String user) throws IOException, InterruptedException {
        return send(request(path).header("X-User", user).build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getAside(String path, String user) {
        return client.sendAsync(request(path).header("X-User", user).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}

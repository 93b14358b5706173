package io.valve4j.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What is published, and what its POMs must say for Maven Central to take it. */
class PublishingTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void the_bom_names_every_published_module_and_no_other() throws Exception {
        Set<String> published = new TreeSet<>();
        for (Element module : publishedModules()) {
            published.add(text(module, "artifactId"));
        }
        published.remove("valve4j-bom");
        Set<String> named = new TreeSet<>();
        NodeList dependencies = pom(ROOT.resolve("valve4j-bom/pom.xml")).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            assertThat(text(dependency, "version")).isEqualTo("${project.version}");
            named.add(text(dependency, "artifactId"));
        }
        assertThat(named).isEqualTo(published).contains("valve4j-core", "valve4j-spring-boot-starter");
    }

    @Test
    void the_bom_stands_alone_and_has_the_version_of_all() throws Exception {
        Element bom = pom(ROOT.resolve("valve4j-bom/pom.xml")).getDocumentElement();
        assertThat(children(bom, "parent")).isEmpty();
        assertThat(text(bom, "version"))
                .isEqualTo(text(pom(ROOT.resolve("pom.xml")).getDocumentElement(), "version"));
    }

    @Test
    void every_published_pom_says_what_it_is_and_whose() throws Exception {
        for (Element module : publishedModules()) {
            String name = text(module, "artifactId");
            assertThat(text(module, "name")).as(name).isEqualTo(name);
            assertThat(text(module, "description")).as(name).isNotBlank();
        }
        for (String whole : new String[] {"pom.xml", "valve4j-bom/pom.xml"}) {
            Element pom = pom(ROOT.resolve(whole)).getDocumentElement();
            for (String needed : new String[] {"url", "licenses", "developers", "scm"}) {
                assertThat(children(pom, needed)).as(needed + " of " + whole).hasSize(1);
            }
        }
    }

    @Test
    void every_published_jar_is_a_module_or_has_the_name_of_one() throws Exception {
        for (Path folder : publishedFolders()) {
            String pom = Files.readString(folder.resolve("pom.xml"));
            boolean jar = !pom.contains("<packaging>pom</packaging>");
            boolean module = Files.exists(folder.resolve("src/main/java/module-info.java"));
            boolean named = pom.contains("<Automatic-Module-Name>io.valve4j.");
            assertThat(module || named).as(folder.toString()).isEqualTo(jar);
        }
    }

    private static List<Element> publishedModules() throws Exception {
        List<Element> modules = new ArrayList<>();
        for (Path folder : publishedFolders()) {
            modules.add(pom(folder.resolve("pom.xml")).getDocumentElement());
        }
        assertThat(modules).hasSizeGreaterThan(5);
        return modules;
    }

    /** All that do not say that they are not to be deployed; the command is run from its sources. */
    private static List<Path> publishedFolders() throws Exception {
        List<Path> folders = new ArrayList<>();
        for (Element module : children(
                children(pom(ROOT.resolve("pom.xml")).getDocumentElement(), "modules")
                        .get(0),
                "module")) {
            Path folder = ROOT.resolve(module.getTextContent().strip());
            String pom = Files.readString(folder.resolve("pom.xml"));
            if (!pom.contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private static Document pom(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try {
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (IOException failure) {
            throw new IOException(file + " cannot be read", failure);
        }
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        assertThat(found).as(name).hasSize(1);
        return found.get(0).getTextContent().strip();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}

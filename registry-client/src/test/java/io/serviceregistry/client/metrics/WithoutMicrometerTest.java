package io.serviceregistry.client.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.RegistryClient;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library on a class path where Micrometer is not. */
class WithoutMicrometerTest {

    private static final String METRICS = "io.serviceregistry.client.metrics.";

    @Test
    void everyClassButThoseOfMetricsLoads() throws Exception {
        List<String> names = classNames();
        assertThat(names).hasSizeGreaterThan(100).contains(RegistryClient.class.getName());
        try (URLClassLoader loader = withoutMicrometer()) {
            for (String name : names) {
                Class<?> loaded = Class.forName(name, true, loader);
                assertThat(loaded.getClassLoader()).isSameAs(loader);
                assertThat(loaded.getDeclaredMethods()).as(name).isNotNull(); // loads the types of all signatures
                assertThat(loaded.getDeclaredFields()).as(name).isNotNull();
                assertThat(loaded.getDeclaredConstructors()).as(name).isNotNull();
            }
        }
    }

    @Test
    void aClientWorks() throws Exception {
        try (URLClassLoader loader = withoutMicrometer()) {
            Class<?> type = Class.forName(RegistryClient.class.getName(), true, loader);
            Object builder = type.getMethod("builder").invoke(null);
            builder.getClass().getMethod("addresses", String[].class).invoke(builder, (Object)
                    new String[] {"localhost:1"});
            AutoCloseable client =
                    (AutoCloseable) builder.getClass().getMethod("build").invoke(builder);
            assertThat(type.getMethod("stats").invoke(client).toString()).startsWith("ClientStats[");
            client.close();
        }
    }

    @Test
    void thoseOfMetricsDoNotLoadSoMicrometerIsIndeedHidden() throws Exception {
        try (URLClassLoader loader = withoutMicrometer()) {
            assertThatThrownBy(() -> Class.forName(RegistryClientMetrics.class.getName(), true, loader))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessageContaining("io/micrometer");
        }
    }

    /** The class path of this test, but for Micrometer; nothing comes from the test's own class loader. */
    private static URLClassLoader withoutMicrometer() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!Path.of(entry).getFileName().toString().startsWith("micrometer-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<String> classNames() throws Exception {
        Path classes = Path.of(RegistryClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .filter(name -> !name.startsWith(METRICS))
                    .toList();
        }
    }
}

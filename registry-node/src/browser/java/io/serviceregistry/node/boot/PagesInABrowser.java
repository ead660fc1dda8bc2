package io.serviceregistry.node.boot;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.serviceregistry.proto.v1.NodeRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages of {@code /ui} as an operator sees them: a real browser, three real nodes. Each test has services of its own. Pictures of the
 * pages are left in {@code target/ui-screenshots}.
 */
@Tag("browser")
class PagesInABrowser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SETTINGS = "stop:\n  drain: 100ms\n  leadership: 500ms\n";

    @TempDir
    private static Path directory;

    private static NodesInOneJvm nodes;
    private static Chromium chromium;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
        nodes = new NodesInOneJvm(3, directory, SETTINGS);
        chromium = new Chromium();
        awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        chromium.close();
        nodes.close();
    }

    @AfterEach
    void nothingWentWrongOnThePages() {
        List<String> troubles = chromium.troubles();
        chromium.closePages();
        assertThat(troubles).isEmpty();
    }

    @Test
    void aRegistrationAppearsAndALapseIsSeenWithoutReload() throws Exception {
        Page page = chromium.open(nodes.http("n1") + "/ui/#/services");
        assertThat(page.locator(".connection")).containsText("Live from n1");
        mark(page);
        register(
                "n2",
                "arrivals",
                "a1",
                "\"zone\": \"z1\", \"lease\": {\"ttl_millis\": 1000, \"remove_after_millis\": 600000}");
        assertThat(row(page, "arrivals")).containsText("LAPSED");
        register("n3", "arrivals", "a2", "\"lease\": {\"no_ttl\": true}");
        assertThat(row(page, "arrivals")).containsText("1 / 2");
        follow(page, "arrivals");
        assertThat(row(page, "a1")).containsText("lapsed");
        assertThat(row(page, "a2")).containsText("no TTL");
        follow(page, "Events");
        page.getByLabel("Service").fill("arrivals");
        assertThat(page.locator("tbody tr")).hasCount(3);
        assertThat(page.locator("tbody tr").nth(1)).containsText(Pattern.compile("a1.*UP.*LAPSED.*lapsed"));
        assertIsTheSameDocument(page);
    }

    @Test
    void thePageOutlivesItsNodeAndSeesANewLeader() throws Exception {
        String former = leader();
        String other = nodes.others(former).get(0);
        Page page = chromium.open(nodes.http(former) + "/ui/#/cluster");
        assertThat(page.locator(".connection")).containsText("Live from " + former);
        assertThat(tile(page, "Leader")).containsText(former);
        assertThat(tile(page, "State")).containsText("agree");
        mark(page);
        nodes.stop(former);
        try {
            assertThat(page.locator(".connection")).containsText(Pattern.compile("Live from (?!" + former + ")"));
            assertThat(tile(page, "Leader")).containsText(Pattern.compile("n[1-3]term"));
            assertThat(tile(page, "Leader")).not().containsText(former + "term");
            assertThat(row(page, former)).containsText("does not answer");
            await().atMost(PATIENCE).until(() -> nodes.status(other).getReady());
            register(other, "survivors", "s1", "\"lease\": {\"no_ttl\": true}");
            follow(page, "Services");
            assertThat(row(page, "survivors")).containsText("1 / 1");
            // Changes are made where the page came from, which is said, and where else they can be made.
            follow(page, "survivors");
            page.getByLabel("Override s1").click();
            page.getByText("Set override").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("cannot be reached");
            assertThat(page.getByRole(AriaRole.ALERT).getByRole(AriaRole.LINK))
                    .hasAttribute("href", Pattern.compile("/ui/#/services/default/survivors$"));
            Chromium.picture(page, "node-gone");
            assertIsTheSameDocument(page);
        } finally {
            nodes.start(former);
            awaitReady();
        }
        chromium.closePages();
        assertThat(chromium.troubles()).allMatch(trouble -> trouble.startsWith("Failed to load resource"));
    }

    @Test
    void anOverrideIsSetAndCleared() throws Exception {
        register("n1", "overrides", "o1", "\"lease\": {\"ttl_millis\": 600000}, \"tags\": [\"blue\", \"v2\"]");
        Page page = chromium.open(nodes.http("n2") + "/ui/#/services/default/overrides");
        page.getByLabel("Override o1").click();
        page.getByRole(AriaRole.DIALOG).getByLabel("Status").selectOption("EFFECTIVE_STATUS_OUT_OF_SERVICE");
        page.getByLabel("Why").fill("kernel upgrade");
        page.getByLabel("Who").fill("ana");
        page.getByText("Set override").click();
        assertThat(row(page, "o1")).containsText("OUT OF SERVICE");
        assertThat(page.locator(".toast")).containsText("o1 is overridden, at revision");
        assertThat(get("n3", "overrides", "o1")).contains("\"reason\":\"kernel upgrade\",\"owner\":\"ana\"");
        follow(page, "o1");
        assertThat(page.locator(".notice")).containsText("Overridden to OUT OF SERVICE by ana: kernel upgrade");
        page.getByLabel("Clear the override of o1").click();
        // Somebody else is faster.
        assertThat(send("DELETE", "n3", path("overrides") + "/o1/override", "").statusCode())
                .isEqualTo(200);
        page.getByRole(AriaRole.DIALOG).getByText("Clear override").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("OVERRIDE_NOT_FOUND");
        page.keyboard().press("Escape");
        assertThat(page.locator("h1 ~ .chip")).hasText(Pattern.compile("UP"));
        chromium.closePages();
        assertThat(chromium.troubles()).allMatch(trouble -> trouble.contains("404"));
    }

    @Test
    void aHoldIsShownAndReleased() throws Exception {
        for (int i = 1; i <= 6; i++) {
            register("n1", "storm", "h" + i, "\"lease\": {\"ttl_millis\": 5000, \"remove_after_millis\": 600000}");
        }
        Page page = chromium.open(nodes.http("n3") + "/ui/#/cluster");
        row(page, "default/storm").getByText("Release").click();
        page.getByRole(AriaRole.DIALOG)
                .getByText("Release", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator(".toast")).containsText("storm is not held any more");
        assertThat(row(page, "default/storm")).hasCount(0);
    }

    @Test
    void whatInstancesSayIsTextAndNothingElse() throws Exception {
        String evil = "<script>window.ran=1</script><img src=x onerror=window.ran=1>";
        String id = "<img/src=x/onerror=window.ran=1>";
        register("n1", "evil", id, """
                "lease": {"no_ttl": true}, "metadata": {"<script>window.ran=1</script>": "%1$s"}, "tags": ["<img/src=x/onerror=window.ran=1>"],
                "checks": [{"name": "c", "status": "warning", "output": "%1$s"}], "endpoints": [{"uri": "javascript://h:1/%%0Awindow.ran=1"}]""".formatted(evil));
        String key = path("evil") + "/%3Cimg%2Fsrc=x%2Fonerror=window.ran=1%3E";
        assertThat(send("PUT", "n1", key + "/override", """
                {"status": "draining", "reason": "%1$s", "owner": "%1$s"}""".formatted(evil)).statusCode())
                .isEqualTo(200);
        Page page = chromium.open(nodes.http("n1") + "/ui/#/services/default/evil");
        assertThat(row(page, id)).containsText("javascript://h:1/");
        assertThat(page.locator("a[href^=javascript]")).hasCount(0);
        follow(page, id);
        assertThat(page.locator("h1")).hasText(id);
        assertThat(page.locator(".notice")).containsText("by " + evil + ": " + evil);
        assertThat(page.getByText(evil, new Page.GetByTextOptions().setExact(true)))
                .hasCount(2);
        page.getByLabel("Override " + id).click();
        assertThat(page.locator(".subject")).containsText(id);
        page.keyboard().press("Escape");
        follow(page, "Events");
        assertThat(send("DELETE", "n1", key + "/override", "").statusCode()).isEqualTo(200);
        assertThat(page.locator("tbody tr").first()).containsText(id);
        assertThat(page.evaluate("window.ran === undefined")).isEqualTo(true);
        assertThat(page.locator("body script")).hasCount(0);
        assertThat(page.locator("img")).hasCount(1); // our own
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        register("n1", "keys", "k1", "\"lease\": {\"no_ttl\": true}");
        Page page = chromium.open(nodes.http("n1") + "/ui/#/services");
        assertThat(row(page, "keys")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        tabTo(page, page.getByRole(AriaRole.LINK, named("keys")));
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("keys");
        assertThat(page.locator("h1")).isFocused();
        Locator override = page.getByLabel("Override k1");
        tabTo(page, override);
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("Status")).isFocused();
        tabTo(page, page.getByText("Cancel"));
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(override).isFocused();
        for (int i = 0; i < 30; i++) { // the end of one dialog is told when the next one is there
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("Status")).isFocused();
            page.keyboard().press("Escape");
        }
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("Status")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().type("by hand");
        page.keyboard().press("Enter");
        assertThat(row(page, "k1")).containsText("DRAINING");
        assertThat(override).isFocused();
    }

    @Test
    void coloursFollowTheSystemUntilSomebodyChooses() throws Exception {
        register("n1", "colours", "c1", "\"lease\": {\"no_ttl\": true}");
        Page page = chromium.open(ColorScheme.DARK, 1400, nodes.http("n1") + "/ui/#/services");
        assertThat(row(page, "colours")).isVisible();
        assertThat(page.locator("html")).hasCSS("background-color", "rgb(15, 18, 23)");
        page.getByLabel("Colours: auto").click();
        assertThat(page.locator("html")).hasCSS("background-color", "rgb(246, 247, 249)");
        page.reload();
        assertThat(page.locator("html")).hasCSS("background-color", "rgb(246, 247, 249)");
        assertThat(row(page, "colours")).isVisible();
    }

    /** Takes the pictures; what is on them the other tests look at. */
    @Test
    void peopleHaveSomethingToLookAt() throws Exception {
        String[] zones = {"eu-west-1a", "eu-west-1b", "eu-west-1c"};
        for (String service : List.of("checkout", "inventory", "ledger", "payments", "search")) {
            for (int i = 0; i < 3; i++) {
                register("n" + (i + 1), service, service + '-' + i, """
                        "endpoints": [{"name": "http", "uri": "http://10.0.%1$d.7:8080"}, {"name": "admin", "uri": "http://10.0.%1$d.7:9090"}],
                        "metadata": {"version": "2.4.%1$d", "commit": "3f9c1ab"}, "tags": ["blue", "v2"], "zone": "%2$s",
                        "checks": [{"name": "database", "status": "passing", "output": "12 ms"},
                                   {"name": "queue", "status": "%3$s", "output": "1,204 messages behind"}],
                        "lease": {"ttl_millis": 600000}""".formatted(
                                i, zones[i], i == 2 ? "warning" : "passing"));
            }
        }
        Page page = chromium.open(nodes.http("n1") + "/ui/#/cluster");
        assertThat(tile(page, "State")).containsText("agree");
        Chromium.picture(page, "cluster");
        follow(page, "Services");
        assertThat(row(page, "payments")).isVisible();
        register(
                "n2",
                "search",
                "search-3",
                "\"status\": \"starting\", \"lease\": {\"ttl_millis\": 1000, \"remove_after_millis\": 600000}");
        follow(page, "payments");
        page.getByLabel("Override payments-1").click();
        page.getByLabel("Why").fill("kernel upgrade");
        page.getByLabel("Who").fill("ana");
        Chromium.picture(page, "dialog");
        page.getByText("Set override").click();
        assertThat(row(page, "payments-1")).containsText("DRAINING");
        page.getByLabel("Dismiss").click();
        assertThat(row(page, "payments-1").locator(".bar")).isVisible();
        Chromium.picture(page, "service");
        follow(page, "payments-1");
        assertThat(page.locator(".notice")).containsText("kernel upgrade");
        Chromium.picture(page, "instance");
        follow(page, "Events");
        assertThat(page.locator("tbody")).containsText("LAPSED");
        Chromium.picture(page, "events");
        follow(page, "Services");
        assertThat(row(page, "search")).containsText("LAPSED");
        Chromium.picture(page, "services");
        page.setViewportSize(390, 844);
        Chromium.picture(page, "services-narrow");
        Page dark = chromium.open(ColorScheme.DARK, 1400, nodes.http("n2") + "/ui/#/services");
        assertThat(row(dark, "search")).containsText("LAPSED");
        Chromium.picture(dark, "services-dark");
    }

    @Test
    void manyAreShownInParts() throws Exception {
        for (int i = 100; i < 350; i++) {
            register("n" + (1 + i % 3), "many", "m" + i, "\"lease\": {\"no_ttl\": true}");
        }
        Page page = chromium.open(nodes.http("n1") + "/ui/#/services/default/many");
        assertThat(page.locator("h1 ~ .chips")).hasText(Pattern.compile("250"));
        assertThat(page.locator("tbody tr")).hasCount(200);
        page.getByText("Show 50 more").click();
        assertThat(page.locator("tbody tr")).hasCount(250);
        page.getByLabel("Filter").fill("m34");
        assertThat(page.locator("tbody tr")).hasCount(10);
    }

    @Test
    void aPageOfOneNodeChangesNothingOnAnother() {
        Page page = chromium.open(nodes.http("n1") + "/ui/");
        assertThat(page.locator(".connection")).containsText("Live");
        long before = nodes.status("n2").getHeader().getRevision();
        String put = nodes.http("n2") + path("foreign") + "/f1/override";
        assertThat(page.evaluate(
                        "url => fetch(url, {method: 'PUT', headers: {'content-type': 'application/json'}, "
                                + "body: '{\"status\": \"down\"}'}).then(() => 'done', () => 'refused')",
                        put))
                .isEqualTo("refused");
        assertThat(page.evaluate(
                        "url => fetch(url, {method: 'POST', mode: 'no-cors', body: new Blob(["
                                + "'{\"service\":\"foreign\",\"address\":\"http://h:1\"}'])}).then(() => 'sent', () => 'refused')",
                        nodes.http("n2") + "/register"))
                .isEqualTo("sent");
        assertThat(page.evaluate("url => fetch(url).then(answer => answer.status)", nodes.http("n2") + "/v1/status"))
                .isEqualTo(200);
        assertThat(nodes.status("n2").getHeader().getRevision()).isEqualTo(before);
        assertThat(chromium.troubles())
                .isNotEmpty()
                .allMatch(trouble -> trouble.contains("CORS policy") || trouble.startsWith("Failed to load resource"));
    }

    private static void awaitReady() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        nodes.ids().stream().allMatch(id -> nodes.status(id).getReady()));
    }

    private static String leader() {
        return nodes.ids().stream()
                .filter(id -> nodes.status(id).getHeader().getRole() == NodeRole.NODE_ROLE_LEADER)
                .findFirst()
                .orElseThrow();
    }

    private static void mark(Page page) {
        page.evaluate("window.marked = true");
    }

    private static void assertIsTheSameDocument(Page page) {
        assertThat(page.evaluate("window.marked")).isEqualTo(true);
    }

    /** Follows a link to the page that is called as it is: what is looked for next must not be found on the page before. */
    private static void follow(Page page, String name) {
        page.getByRole(AriaRole.LINK, named(name)).click();
        assertThat(page.locator("h1")).hasText(name);
    }

    private static Locator row(Page page, String name) {
        return page.locator("tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(name, new Page.GetByTextOptions().setExact(true))));
    }

    private static Locator tile(Page page, String label) {
        return page.locator(".tile")
                .filter(new Locator.FilterOptions().setHasText(label))
                .first();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static void tabTo(Page page, Locator target) {
        for (int i = 0; i < 200; i++) {
            page.keyboard().press("Tab");
            if (Boolean.TRUE.equals(target.evaluate("element => element === document.activeElement"))) {
                return;
            }
        }
        throw new AssertionError(target + " is not reached by the tabulator key");
    }

    private static String path(String service) {
        return "/v1/namespaces/default/services/" + service + "/instances";
    }

    private void register(String node, String service, String id, String more) throws Exception {
        HttpResponse<String> answer = send("POST", node, path(service), """
                {"instance": {"key": {"instance_id": "%s"}, %s}}""".formatted(id, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String get(String node, String service, String id) throws Exception {
        return send("GET", node, path(service) + '/' + id, "").body();
    }

    private HttpResponse<String> send(String method, String node, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(nodes.http(node) + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}

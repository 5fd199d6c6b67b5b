import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Prints a line for each breach of PDF/A-3b: the file, the clause of ISO 19005-3, and what is wrong. */
public class CheckPdfA {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var foundry = Foundries.defaultInstance();
    for (var file : files)
      try (var parser = foundry.createParser(new FileInputStream(file), PDFAFlavour.PDFA_3_B);
          var validator = foundry.createValidator(PDFAFlavour.PDFA_3_B, false)) {
        var result = validator.validate(parser);
        for (var breach : result.getTestAssertions())
          System.out.println(file + ": " + breach.getRuleId().getClause() + " " + breach.getMessage());
        if (!result.isCompliant() && result.getTestAssertions().isEmpty()) System.out.println(file + ": not compliant");
      }
  }
}

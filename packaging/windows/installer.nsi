; Installs for one person, without administrator's rights; removes what it installed, never a vault.
Unicode true
!define NAME "Pôle Ressource"
Name "${NAME}"
OutFile "..\..\dist\pole-ressource-setup.exe"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\PoleRessource"
SetCompressor /SOLID lzma
!include MUI2.nsh
!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"

Section
  SetOutPath "$INSTDIR"
  File /r "..\..\dist\pole-ressource\*.*"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\pole-ressource.exe"
  WriteUninstaller "$INSTDIR\desinstaller.exe"
SectionEnd

Section "Uninstall"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  RMDir /r "$INSTDIR"
SectionEnd
